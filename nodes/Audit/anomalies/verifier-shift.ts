import type { AuditRecord } from '../../shared/ledger/event';
import { finding, type AnomalyRule } from './rule';

/** Counts of `inference.verifier` that stand for something that did not hold. */
const FAILED: ReadonlySet<string> = new Set([
	'failed',
	'rejected',
	'unsupported',
	'contradicted',
	'missing',
]);
/** Fewer checks say nothing about a share. */
const FEWEST = 30;
/** Standard errors: chance alone does this about once in 700 times. */
const CERTAIN = 3.2;

interface Checks {
	failed: number;
	all: number;
}

function checksOf({ inference }: AuditRecord): Checks {
	const checks = { failed: 0, all: 0 };
	for (const [name, count] of Object.entries(inference?.verifier ?? {})) {
		checks.all += count;
		if (FAILED.has(name)) checks.failed += count;
	}
	return checks;
}

/** Both ways: a model that suddenly never fails may be one that is no longer checked. */
export const verifierShift: AnomalyRule = {
	name: 'verifier-shift',
	title: 'The answers of a model fail their checks more or less often than before',
	description:
		'The share of checks that a model fails differs from the time before, by more than chance does',
	ask: 'Whoever looks after the model and its checks: was the model, the prompt, the data or a check changed?',
	watch({ since, until, failRateChange }) {
		const before = new Map<string, Checks>();
		const now = new Map<string, Checks>();
		return {
			add(record) {
				const { inference, recorded } = record;
				if (inference?.verifier === undefined || recorded >= until) return;
				const into = recorded < since ? before : now;
				const model = `${inference.engine}/${inference.model}`;
				const sum = into.get(model) ?? { failed: 0, all: 0 };
				const { failed, all } = checksOf(record);
				into.set(model, { failed: sum.failed + failed, all: sum.all + all });
			},
			done() {
				return [...now].flatMap(([model, { failed, all }]) => {
					const past = before.get(model) ?? { failed: 0, all: 0 };
					if (all < FEWEST || past.all < FEWEST) return [];
					const share = failed / all;
					const usual = past.failed / past.all;
					const pooled = (failed + past.failed) / (all + past.all);
					const error = Math.sqrt(pooled * (1 - pooled) * (1 / all + 1 / past.all));
					const shift = Math.abs(share - usual);
					if (shift < failRateChange || error === 0 || shift / error < CERTAIN) return [];
					return finding(verifierShift, [model, until.slice(0, 10)], {
						subject: { type: 'model', id: model },
						at: since,
						count: failed,
						limit: Math.round(all * (usual + Math.sign(share - usual) * failRateChange)),
						seen: `${percent(share)} of ${all} checks failed, before that ${percent(usual)} of ${past.all}`,
						threshold: `A change by ${percent(failRateChange)} or more that chance does not explain (at least ${FEWEST} checks each)`,
					});
				});
			},
		};
	},
};

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
