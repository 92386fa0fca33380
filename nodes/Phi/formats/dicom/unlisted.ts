import type { DataSet } from '../../../formats/dicom';

/**
 * What the table does not name and what this package does about it all the same: the table is written
 * for well-formed objects of the standard, and files are not always that.
 */

/** UIDs that name classes, syntaxes, coding schemes and software: they stay though not registered. */
export const CLASS_UIDS: ReadonlySet<number> = new Set([
	0x00080016, 0x0008001a, 0x0008001b, 0x00080062, 0x0008010c, 0x0008010d, 0x00080117, 0x00080118,
	0x00081150, 0x0008115a, 0x00083002, 0x00280304, 0x00340003, 0x00700120, 0x04000010, 0x0008040e,
]);

/** Encrypted originals, and signatures over what has changed. */
export const NEVER_KEPT: ReadonlySet<number> = new Set([
	0x04000500, 0x04000510, 0x04000520, 0x4ffe0001, 0x04000404,
]);

/**
 * Days of birth and death in another calendar, retired numbers of orders, contacts, owners of print
 * jobs, names of media: emptied.
 */
export const IDENTIFYING: ReadonlySet<number> = new Set([
	0x00100033, 0x00100034, 0x00401006, 0x00401007, 0x00402006, 0x00402007, 0x0074100c, 0x21000160,
	0x00880130, 0x00102295,
]);

/** Names and numbers of devices: emptied unless their identity is retained. */
export const DEVICE_IDENTITY: ReadonlySet<number> = new Set([
	0x00181003, 0x00181006, 0x00181010, 0x00181011, 0x00181803, 0x00440012, 0x01000426, 0x30020020,
]);

/** Who gave out a number: replaced or removed unless the identity of the institution is retained. */
export const ISSUERS: ReadonlyMap<number, 'replaced' | 'removed'> = new Map([
	[0x00400031, 'replaced'],
	[0x00400032, 'removed'],
	[0x00400033, 'removed'],
]);

/** HL7 Instance Identifier: root and extension of a document of another archive. */
export const DOCUMENT_IDENTIFIER = 0x0040e001;

/** Descriptions and comments in short fields that the option Clean Descriptors means too. */
export const DESCRIPTIONS: ReadonlySet<number> = new Set([
	0x001811a4, 0x00189175, 0x00189252, 0x0018925b, 0x00189433, 0x00189528, 0x00189531, 0x00189916,
	0x00205002, 0x00209421, 0x00221065, 0x00221066, 0x00221094, 0x00221159, 0x00221273, 0x00221616,
	0x00240309, 0x00280063, 0x00280a04, 0x00286022, 0x00287005, 0x00287007, 0x0028700d, 0x00287020,
	0x0028702a, 0x00380102, 0x003a020c, 0x00400255, 0x00401060, 0x0040a047, 0x0040a492, 0x00440011,
	0x00460012, 0x0050001e, 0x0066000b, 0x00686540, 0x00700068, 0x00700081, 0x00701a09, 0x00720004,
	0x00720206, 0x0074140b, 0x30040006, 0x300600c8, 0x300a010a, 0x300a0183, 0x300a0184, 0x300a021c,
	0x300a0322, 0x300a033a, 0x300a034a, 0x30100005,
]);

/** Addresses of coding schemes, and codes that are URNs: the only ones that lead to no record. */
export const PUBLIC_ADDRESSES: ReadonlySet<number> = new Set([0x0008010e, 0x00080120]);

/** Long codes, names and owners of coding schemes: long, but not written by people about people. */
export const NO_PROSE: ReadonlySet<number> = new Set([
	0x00080114, 0x00080115, 0x00080116, 0x00080119, 0x00400031, 0x00400032,
]);

/** Free text, wherever it stands. */
export const FREE_TEXT_VRS: ReadonlySet<string> = new Set(['ST', 'LT', 'UT', 'UC']);

/** Document Title, Text Value, Unformatted Text Value: replaced where no text can be cleaned. */
export const WRITTEN_BY_PEOPLE: ReadonlySet<number> = new Set([0x00420010, 0x0040a160, 0x00700006]);

/** Coding schemes whose meanings are published: no person has written into them. */
const PUBLISHED_SCHEMES =
	/^(?:SCT|SRT|SNM3|DCM|LN|UCUM|RADLEX|FMA|NCIt|UMLS|ICD\w*|I10|I9\w*|C4|CVX|BI|NEU|CD8|ISO\w*|RFC\w*)$/;

/** A short text that somebody may have typed, in content that is cleaned. */
export function isShortText(set: DataSet, tag: number, vr: string): boolean {
	if (vr !== 'LO' && vr !== 'SH') return false;
	if (tag < 0x00080100 || tag > 0x00080104) return true;
	return tag === 0x00080104 && !PUBLISHED_SCHEMES.test(set.string(0x00080102));
}
