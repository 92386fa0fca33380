import type { ManifestEntry, ReviewReason } from '../types';

/** Review reasons of a batch: the same at another place says nothing new after these. */
const MOST_REASONS = 200;

/** Manifests and reasons of many records in one, without offsets: they would be of different texts. */
export class Summary {
	private readonly lines = new Map<
		string,
		{ -readonly [K in keyof ManifestEntry]: ManifestEntry[K] }
	>();
	private readonly reasons = new Map<string, ReviewReason>();

	add(manifest: readonly ManifestEntry[], review: readonly ReviewReason[]): void {
		for (const { type, rule, action, count, score } of manifest) {
			const key = `${type} ${rule} ${action}`;
			const line = this.lines.get(key);
			if (line === undefined) {
				this.lines.set(key, { type, rule, action, count, ...(score !== undefined && { score }) });
				continue;
			}
			line.count += count;
			if (score !== undefined) line.score = Math.min(line.score ?? 1, score);
		}
		for (const reason of review) {
			const key = `${reason.code} ${reason.at ?? ''}`;
			if (!this.reasons.has(key) && this.reasons.size < MOST_REASONS) this.reasons.set(key, reason);
		}
	}

	get manifest(): ManifestEntry[] {
		return [...this.lines.values()];
	}

	get review(): ReviewReason[] {
		return [...this.reasons.values()];
	}
}
