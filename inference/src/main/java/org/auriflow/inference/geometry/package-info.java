/**
 * Information geometry: what events can say about parameters, before any data are taken (1612.05261, 1712.02350). Begin with
 * {@link org.auriflow.inference.geometry.ScoredEvents} and {@link org.auriflow.inference.geometry.FisherInformation};
 * distances between far points are in {@link org.auriflow.inference.geometry.Geodesics}.
 */
package org.auriflow.inference.geometry;
