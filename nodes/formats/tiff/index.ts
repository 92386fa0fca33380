export { tiffAsPdf } from './as-pdf';
export { isTiff, readTiff, type TiffLimits, type TiffPage } from './directory';
