/** Transfer syntaxes by name (PS3.5 Annex A, PS3.6 Annex A). */
export const TransferSyntax = {
	ImplicitLittle: '1.2.840.10008.1.2',
	ExplicitLittle: '1.2.840.10008.1.2.1',
	DeflatedExplicitLittle: '1.2.840.10008.1.2.1.99',
	ExplicitBig: '1.2.840.10008.1.2.2',
	JpegBaseline: '1.2.840.10008.1.2.4.50',
	JpegExtended: '1.2.840.10008.1.2.4.51',
	JpegLossless: '1.2.840.10008.1.2.4.57',
	JpegLosslessFirstOrder: '1.2.840.10008.1.2.4.70',
	JpegLsLossless: '1.2.840.10008.1.2.4.80',
	JpegLsNearLossless: '1.2.840.10008.1.2.4.81',
	Jpeg2000Lossless: '1.2.840.10008.1.2.4.90',
	Jpeg2000: '1.2.840.10008.1.2.4.91',
	Htj2kLossless: '1.2.840.10008.1.2.4.201',
	Htj2kLosslessRpcl: '1.2.840.10008.1.2.4.202',
	Htj2k: '1.2.840.10008.1.2.4.203',
	RleLossless: '1.2.840.10008.1.2.5',
} as const;

/** How the bytes of a data set are laid out. */
export interface Encoding {
	readonly explicitVr: boolean;
	readonly bigEndian: boolean;
}

export const IMPLICIT_LITTLE: Encoding = { explicitVr: false, bigEndian: false };
export const EXPLICIT_LITTLE: Encoding = { explicitVr: true, bigEndian: false };
export const EXPLICIT_BIG: Encoding = { explicitVr: true, bigEndian: true };

/**
 * The encoding of a transfer syntax. Every syntax but the three below, known or private, encodes
 * its data set as explicit VR little endian (PS3.5 A.4 and PS3.5 10: the compressed ones too).
 */
export function encodingOf(transferSyntax: string): Encoding {
	if (transferSyntax === TransferSyntax.ImplicitLittle) return IMPLICIT_LITTLE;
	if (transferSyntax === TransferSyntax.ExplicitBig) return EXPLICIT_BIG;
	return EXPLICIT_LITTLE;
}

/** True when Pixel Data holds one uncompressed value after the other. */
export function isUncompressed(transferSyntax: string): boolean {
	return (
		transferSyntax === TransferSyntax.ImplicitLittle ||
		transferSyntax === TransferSyntax.ExplicitLittle ||
		transferSyntax === TransferSyntax.DeflatedExplicitLittle ||
		transferSyntax === TransferSyntax.ExplicitBig
	);
}
