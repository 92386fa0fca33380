/** Bounds on what one message may make of memory. */
export interface Hl7Limits {
	/** Bytes of a message, or of a batch file. */
	maxBytes: number;
	maxSegments: number;
	/** Fields of a segment, repetitions of a field, components of a repetition alike. */
	maxParts: number;
}

export const DEFAULT_HL7_LIMITS: Hl7Limits = {
	maxBytes: 64 * 1024 * 1024,
	maxSegments: 500_000,
	maxParts: 20_000,
};
