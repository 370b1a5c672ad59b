// The functions that JCuda's library needs to be there but no backend here calls: they say so. Without them a call
// would end the process.
#include "driver.h"

#define FUNCTIONS(F) \
    F(cuArray3DCreate_v2) F(cuArray3DGetDescriptor_v2) F(cuArrayCreate_v2) F(cuArrayDestroy) \
    F(cuArrayGetDescriptor_v2) F(cuArrayGetMemoryRequirements) F(cuArrayGetPlane) F(cuArrayGetSparseProperties) \
    F(cuCtxAttach) F(cuCtxDetach) F(cuCtxDisablePeerAccess) F(cuCtxEnablePeerAccess) F(cuCtxGetCacheConfig) \
    F(cuCtxGetId) F(cuCtxGetLimit) F(cuCtxGetSharedMemConfig) F(cuCtxSetCacheConfig) F(cuCtxSetLimit) \
    F(cuCtxSetSharedMemConfig) F(cuDeviceGetByPCIBusId) F(cuDeviceGetP2PAttribute) F(cuDeviceGetProperties) \
    F(cuDeviceGetTexture1DLinearMaxWidth) F(cuFuncSetBlockShape) F(cuFuncSetSharedMemConfig) F(cuFuncSetSharedSize) \
    F(cuGLCtxCreate_v2) F(cuGLGetDevices_v2) F(cuGLInit) F(cuGLMapBufferObjectAsync_v2) F(cuGLMapBufferObject_v2) \
    F(cuGLRegisterBufferObject) F(cuGLSetBufferObjectMapFlags) F(cuGLUnmapBufferObject) \
    F(cuGLUnmapBufferObjectAsync) F(cuGLUnregisterBufferObject) F(cuGraphAddChildGraphNode) \
    F(cuGraphAddDependencies) F(cuGraphAddEmptyNode) F(cuGraphAddEventRecordNode) F(cuGraphAddEventWaitNode) \
    F(cuGraphAddHostNode) F(cuGraphAddKernelNode_v2) F(cuGraphAddMemcpyNode) F(cuGraphAddMemsetNode) \
    F(cuGraphChildGraphNodeGetGraph) F(cuGraphClone) F(cuGraphCreate) F(cuGraphDestroyNode) \
    F(cuGraphEventRecordNodeGetEvent) F(cuGraphEventRecordNodeSetEvent) F(cuGraphEventWaitNodeGetEvent) \
    F(cuGraphEventWaitNodeSetEvent) F(cuGraphExecChildGraphNodeSetParams) F(cuGraphExecEventRecordNodeSetEvent) \
    F(cuGraphExecEventWaitNodeSetEvent) F(cuGraphExecHostNodeSetParams) F(cuGraphExecMemcpyNodeSetParams) \
    F(cuGraphExecMemsetNodeSetParams) F(cuGraphGetEdges) F(cuGraphHostNodeGetParams) F(cuGraphHostNodeSetParams) \
    F(cuGraphKernelNodeCopyAttributes) F(cuGraphKernelNodeGetAttribute) F(cuGraphKernelNodeGetParams_v2) \
    F(cuGraphKernelNodeSetAttribute) F(cuGraphKernelNodeSetParams_v2) F(cuGraphMemcpyNodeGetParams) \
    F(cuGraphMemcpyNodeSetParams) F(cuGraphMemsetNodeGetParams) F(cuGraphNodeFindInClone) \
    F(cuGraphNodeGetDependentNodes) F(cuGraphRemoveDependencies) F(cuGraphicsGLRegisterBuffer) \
    F(cuGraphicsGLRegisterImage) F(cuGraphicsMapResources) F(cuGraphicsResourceGetMappedMipmappedArray) \
    F(cuGraphicsResourceGetMappedPointer_v2) F(cuGraphicsResourceSetMapFlags_v2) \
    F(cuGraphicsSubResourceGetMappedArray) F(cuGraphicsUnmapResources) F(cuGraphicsUnregisterResource) \
    F(cuIpcCloseMemHandle) F(cuIpcGetEventHandle) F(cuIpcGetMemHandle) F(cuIpcOpenEventHandle) \
    F(cuIpcOpenMemHandle_v2) F(cuLaunch) F(cuLaunchCooperativeKernel) F(cuLaunchCooperativeKernelMultiDevice) \
    F(cuLaunchGrid) F(cuLaunchGridAsync) F(cuLinkAddData_v2) F(cuLinkAddFile_v2) F(cuLinkComplete) \
    F(cuLinkCreate_v2) F(cuLinkDestroy) F(cuMemAddressFree) F(cuMemAddressReserve) F(cuMemAdvise) \
    F(cuMemAllocFromPoolAsync) F(cuMemAllocManaged) F(cuMemAllocPitch_v2) F(cuMemCreate) \
    F(cuMemExportToShareableHandle) F(cuMemGetAccess) F(cuMemGetAllocationGranularity) \
    F(cuMemGetAllocationPropertiesFromHandle) F(cuMemImportFromShareableHandle) F(cuMemMap) F(cuMemPoolCreate) \
    F(cuMemPoolDestroy) F(cuMemPoolTrimTo) F(cuMemPrefetchAsync) F(cuMemRangeGetAttribute) \
    F(cuMemRangeGetAttributes) F(cuMemRelease) F(cuMemRetainAllocationHandle) F(cuMemSetAccess) F(cuMemUnmap) \
    F(cuMemcpy2DAsync_v2) F(cuMemcpy2DUnaligned_v2) F(cuMemcpy2D_v2) F(cuMemcpy3DAsync_v2) F(cuMemcpy3DPeer) \
    F(cuMemcpy3DPeerAsync) F(cuMemcpy3D_v2) F(cuMemcpyAtoA_v2) F(cuMemcpyAtoD_v2) F(cuMemcpyAtoHAsync_v2) \
    F(cuMemcpyAtoH_v2) F(cuMemcpyDtoA_v2) F(cuMemcpyHtoAAsync_v2) F(cuMemcpyHtoA_v2) F(cuMemcpyPeerAsync) \
    F(cuMemsetD2D16Async) F(cuMemsetD2D16_v2) F(cuMemsetD2D32Async) F(cuMemsetD2D32_v2) F(cuMemsetD2D8Async) \
    F(cuMemsetD2D8_v2) F(cuMipmappedArrayCreate) F(cuMipmappedArrayDestroy) F(cuMipmappedArrayGetLevel) \
    F(cuMipmappedArrayGetMemoryRequirements) F(cuMipmappedArrayGetSparseProperties) F(cuModuleGetGlobal_v2) \
    F(cuModuleGetLoadingMode) F(cuModuleGetSurfRef) F(cuModuleGetTexRef) F(cuModuleLoad) F(cuModuleLoadFatBinary) \
    F(cuOccupancyAvailableDynamicSMemPerBlock) F(cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags) \
    F(cuOccupancyMaxPotentialBlockSize) F(cuOccupancyMaxPotentialBlockSizeWithFlags) F(cuParamSetSize) \
    F(cuParamSetTexRef) F(cuParamSetf) F(cuParamSeti) F(cuParamSetv) F(cuPointerGetAttribute) \
    F(cuPointerGetAttributes) F(cuPointerSetAttribute) F(cuProfilerInitialize) F(cuProfilerStart) F(cuProfilerStop) \
    F(cuStreamAttachMemAsync) F(cuStreamCopyAttributes) F(cuStreamGetAttribute) F(cuStreamGetId) \
    F(cuStreamSetAttribute) F(cuStreamWaitValue32_v2) F(cuStreamWaitValue64_v2) F(cuStreamWriteValue32_v2) \
    F(cuStreamWriteValue64_v2) F(cuSurfObjectCreate) F(cuSurfObjectDestroy) F(cuSurfObjectGetResourceDesc) \
    F(cuSurfRefGetArray) F(cuSurfRefSetArray) F(cuTexObjectCreate) F(cuTexObjectDestroy) \
    F(cuTexObjectGetResourceDesc) F(cuTexObjectGetResourceViewDesc) F(cuTexObjectGetTextureDesc) F(cuTexRefCreate) \
    F(cuTexRefDestroy) F(cuTexRefGetAddressMode) F(cuTexRefGetAddress_v2) F(cuTexRefGetArray) \
    F(cuTexRefGetBorderColor) F(cuTexRefGetFilterMode) F(cuTexRefGetFlags) F(cuTexRefGetFormat) \
    F(cuTexRefGetMaxAnisotropy) F(cuTexRefGetMipmapFilterMode) F(cuTexRefGetMipmapLevelBias) \
    F(cuTexRefGetMipmapLevelClamp) F(cuTexRefGetMipmappedArray) F(cuTexRefSetAddress2D_v3) \
    F(cuTexRefSetAddressMode) F(cuTexRefSetAddress_v2) F(cuTexRefSetArray) F(cuTexRefSetBorderColor) \
    F(cuTexRefSetFilterMode) F(cuTexRefSetFlags) F(cuTexRefSetFormat) F(cuTexRefSetMaxAnisotropy) \
    F(cuTexRefSetMipmapFilterMode) F(cuTexRefSetMipmapLevelBias) F(cuTexRefSetMipmapLevelClamp) \
    F(cuTexRefSetMipmappedArray)

namespace simt {

static Result unsupported(const char *function) {
    std::lock_guard<std::recursive_mutex> lock(driver.mutex);
    report(std::string(function) + " is not part of the executor");
    return NOT_SUPPORTED;
}

// Whatever the parameters are, they are not looked at.
#define UNSUPPORTED(name) \
    API(name)() { \
        return unsupported(#name); \
    }
FUNCTIONS(UNSUPPORTED)

}  // namespace simt
