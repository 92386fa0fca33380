/** VRs with a 16-bit length field in explicit VR (PS3.5 table 7.1-2). */
export const SHORT_LENGTH_VRS: ReadonlySet<string> = new Set(
	'AE AS AT CS DA DS DT FL FD IS LO LT PN SH SL SS ST TM UI UL US'.split(' '),
);

/** VRs with a 32-bit length field (PS3.5 table 7.1-1). Those of later editions have one too. */
export const LONG_LENGTH_VRS: ReadonlySet<string> = new Set(
	'OB OD OF OL OV OW SQ SV UC UN UR UT UV'.split(' '),
);

/** VRs of one value, in which a backslash is an ordinary character (PS3.5 6.2). */
export const SINGLE_VALUE_VRS: ReadonlySet<string> = new Set(['ST', 'LT', 'UT', 'UR']);

/** VRs whose bytes are written in the Specific Character Set (PS3.5 6.1.2.2); UN may be one. */
export const CHARACTER_SET_VRS: ReadonlySet<string> = new Set('PN LO SH ST LT UT UC UN'.split(' '));
