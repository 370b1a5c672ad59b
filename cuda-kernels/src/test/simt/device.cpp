// What devices tell of themselves: they look like cards of compute capability 8.0, or of what a command says.
#include <stdio.h>
#include <string.h>

#include "driver.h"

namespace simt {

namespace {

bool isDevice(int device) {
    return device >= 0 && device < DEVICES;
}

// By the numbers of CUdevice_attribute.
int attribute(int number, int device) {
    switch (number) {
        case 1:  // threads of a block
        case 2:  // of its x, y
        case 3: return 1024;
        case 4: return 64;
        case 5: return 0x7fffffff;  // blocks along x, y, z
        case 6:
        case 7: return 65535;
        case 8: return 48 << 10;  // shared memory of a block
        case 9: return 64 << 10;  // constant memory
        case 10: return 32;       // warp
        case 12: return 65536;    // registers of a block
        case 13: return 1410000;  // clock, kHz
        case 16: return driver.multiprocessors;
        case 19: return 1;        // can map host memory
        case 31: return 1;        // concurrent kernels
        case 33: return device + 1;  // PCI bus
        case 36: return 1215000;  // clock of the memory, kHz
        case 37: return 5120;     // width of its bus, bits
        case 38: return 40 << 20; // second-level cache
        case 39: return 2048;     // threads of a multiprocessor
        case 40: return 3;        // copy engines
        case 41: return 1;        // unified addresses
        case 75: return driver.capability / 10;
        case 76: return driver.capability % 10;
        case 78: return 1;        // stream priorities
        case 81: return 164 << 10;  // shared memory of a multiprocessor
        case 82: return 65536;    // its registers
        case 97: return 163 << 10;  // shared memory of a block that asks for it
        case 106: return 32;      // blocks of a multiprocessor
        case 111: return 1024;    // shared memory that the system takes
        default: return 0;
    }
}

}  // namespace

API(cuDeviceGetCount)(int *count) {
    ENTER("cuDeviceGetCount", INITIALISED);
    *count = DEVICES;
    return SUCCESS;
}

API(cuDeviceGet)(int *device, int ordinal) {
    ENTER("cuDeviceGet", INITIALISED);
    if (!isDevice(ordinal)) {
        return INVALID_DEVICE;
    }
    *device = ordinal;
    return SUCCESS;
}

API(cuDeviceGetName)(char *name, int length, int device) {
    ENTER("cuDeviceGetName", INITIALISED);
    if (!isDevice(device)) {
        return INVALID_DEVICE;
    }
    snprintf(name, size_t(length), "SIMT CPU executor");
    return SUCCESS;
}

API(cuDeviceGetUuid)(unsigned char *uuid, int device) {
    ENTER("cuDeviceGetUuid", INITIALISED);
    if (!isDevice(device)) {
        return INVALID_DEVICE;
    }
    memset(uuid, 0, 16);
    memcpy(uuid, "SIMT", 4);
    uuid[15] = static_cast<unsigned char>(device);
    return SUCCESS;
}

API(cuDeviceTotalMem_v2)(size_t *bytes, int device) {
    ENTER("cuDeviceTotalMem", INITIALISED);
    if (!isDevice(device)) {
        return INVALID_DEVICE;
    }
    *bytes = driver.devices[device].total;
    return SUCCESS;
}

API(cuDeviceGetAttribute)(int *value, int number, int device) {
    // Counters are not calls of a backend: they neither count nor fail.
    {
        std::lock_guard<std::recursive_mutex> lock(driver.mutex);
        if (isDevice(device) && counter(number, device, value)) {
            return SUCCESS;
        }
    }
    ENTER("cuDeviceGetAttribute", INITIALISED);
    if (!isDevice(device)) {
        return INVALID_DEVICE;
    }
    if (number < 1 || number > 200) {
        return INVALID_VALUE;
    }
    *value = attribute(number, device);
    return SUCCESS;
}

API(cuDeviceComputeCapability)(int *major, int *minor, int device) {
    ENTER("cuDeviceComputeCapability", INITIALISED);
    if (!isDevice(device)) {
        return INVALID_DEVICE;
    }
    *major = driver.capability / 10;
    *minor = driver.capability % 10;
    return SUCCESS;
}

API(cuDeviceGetPCIBusId)(char *id, int length, int device) {
    ENTER("cuDeviceGetPCIBusId", INITIALISED);
    if (!isDevice(device)) {
        return INVALID_DEVICE;
    }
    snprintf(id, size_t(length), "0000:%02x:00.0", device + 1);
    return SUCCESS;
}

API(cuDeviceCanAccessPeer)(int *can, int device, int peer) {
    ENTER("cuDeviceCanAccessPeer", INITIALISED);
    if (!isDevice(device) || !isDevice(peer)) {
        return INVALID_DEVICE;
    }
    *can = 0;
    return SUCCESS;
}

}  // namespace simt
