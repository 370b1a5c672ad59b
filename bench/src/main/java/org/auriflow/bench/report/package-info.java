/**
 * What a user sees of a result: a self-contained HTML page, the same figures as PNG, and a summary in JSON. The entry
 * class is {@link org.auriflow.bench.report.GaltonReport}; reports of other results are beside what they show, and made of
 * {@link org.auriflow.bench.report.HtmlParts}, {@link org.auriflow.bench.report.Exhibit} and
 * {@link org.auriflow.bench.report.ReportFiles}.
 *
 * <p>A figure is described once ({@link org.auriflow.bench.report.Figure}) and drawn twice: as SVG inside the page,
 * where it follows the reader's light or dark mode, and as PNG. Nothing here simulates, trains or estimates.
 */
package org.auriflow.bench.report;
