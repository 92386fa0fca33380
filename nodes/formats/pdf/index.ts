export { openPdf, type Pdf } from './open';
export {
	PDF_LIMITS,
	type GreyPicture,
	type LayerWord,
	type PdfLimits,
	type PdfPage,
} from './types';
