/** A point in time as the standard writes it (DTM, 2A.3.22): UTC, seconds, with the offset. */
export function hl7Time(at: Date): string {
	return `${at.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}+0000`;
}
