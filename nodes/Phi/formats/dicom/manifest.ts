import { formatTag } from '../../../formats/dicom';
import type { ManifestEntry, PhiType, ReviewReason } from '../../types';

const TYPES: Readonly<Record<number, PhiType>> = {
	0x00100020: 'MRN',
	0x00101000: 'MRN',
	0x00080080: 'FACILITY',
	0x00080081: 'FACILITY',
	0x00081040: 'FACILITY',
	0x00081010: 'DEVICE',
	0x00181000: 'DEVICE',
	0x00101040: 'STREET',
	0x00102154: 'PHONE',
	0x00102155: 'PHONE',
};

const TYPES_BY_VR: Readonly<Record<string, PhiType>> = {
	...({
		PN: 'NAME',
		DA: 'DATE',
		DT: 'DATE',
		TM: 'DATE',
		AS: 'AGE',
		UI: 'OTHER_ID',
		UR: 'URL',
	} as const),
	AE: 'DEVICE',
};

/** Collects what was done, by tag and action; no value ever reaches it. */
export class Manifest {
	private readonly counts = new Map<
		string,
		{ entry: Omit<ManifestEntry, 'count'>; count: number }
	>();
	private readonly others: ManifestEntry[] = [];
	private readonly reasons = new Map<string, ReviewReason>();

	/** @param action plain words: `removed`, `emptied`, `replaced`, `kept by option`... */
	count(tag: number, vr: string | undefined, action: string): void {
		// The elements of a repeating group or a private block are one line.
		const rule = (tag >>> 16) & 1 ? 'private' : formatTag(tag);
		const key = `${rule} ${action}`;
		const known = this.counts.get(key);
		if (known !== undefined) return void known.count++;
		const type = TYPES[tag] ?? TYPES_BY_VR[vr ?? ''] ?? 'OTHER';
		this.counts.set(key, { entry: { type, rule, action }, count: 1 });
	}

	/** Takes over what a neighbour has counted. */
	add(entries: readonly ManifestEntry[]): void {
		this.others.push(...entries);
	}

	review(code: string, message: string, at?: string): void {
		const key = `${code} ${at ?? ''}`;
		if (!this.reasons.has(key)) {
			this.reasons.set(key, { code, message, ...(at === undefined ? {} : { at }) });
		}
	}

	get entries(): ManifestEntry[] {
		const own = [...this.counts.values()].map(({ entry, count }) => ({ ...entry, count }));
		return [...own, ...this.others];
	}

	get reviewReasons(): ReviewReason[] {
		return [...this.reasons.values()];
	}
}
