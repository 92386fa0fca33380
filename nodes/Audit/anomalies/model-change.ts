import type { AuditRecord } from '../../shared/ledger/event';
import { finding, type AnomalyRule } from './rule';

interface Use {
	model: string;
	/** Digest, or the version where no digest is known. */
	content: string;
	first: string;
	last: string;
	count: number;
}

/** What tells one state of a model from another. */
const contentOf = ({ inference }: AuditRecord): string | undefined =>
	inference?.digest ?? inference?.version;

/** A model that answers with another content than before, and nobody recorded that it was changed. */
export const modelChange: AnomalyRule = {
	name: 'model-change',
	title: 'A model is not the one it was',
	description:
		'A model answered with another version or digest than before, and no change of its configuration was recorded',
	ask: 'Whoever looks after the inference server: who changed the model, and was it tested?',
	watch({ since, until, baselineSince }) {
		const uses = new Map<string, Use>();
		/** When a change of a model was recorded, by model; of no certain one under ''. */
		const changes: Array<{ model: string; at: string }> = [];
		return {
			add(record) {
				const { recorded, kind, change, inference } = record;
				if (recorded >= until || recorded < baselineSince) return;
				if (kind === 'configuration' && change?.subject === 'model') {
					changes.push({ model: change.id ?? '', at: recorded });
				}
				const content = contentOf(record);
				if (kind !== 'inference' || inference === undefined || content === undefined) return;
				const model = `${inference.engine}/${inference.model}`;
				const key = `${model} ${content}`;
				const use = uses.get(key) ?? { model, content, first: recorded, last: recorded, count: 0 };
				if (recorded < use.first) use.first = recorded;
				if (recorded > use.last) use.last = recorded;
				use.count += 1;
				uses.set(key, use);
			},
			done() {
				const sorted = [...uses.values()].sort((a, b) => (a.first < b.first ? -1 : 1));
				return sorted.flatMap((use) => {
					if (use.first < since) return [];
					const earlier = sorted.filter(
						({ model, first }) => model === use.model && first < use.first,
					);
					const before = earlier.sort((a, b) => (a.last < b.last ? -1 : 1)).at(-1);
					if (before === undefined) return [];
					const isAnnounced = changes.some(
						({ model, at }) =>
							(model === '' || use.model.endsWith(`/${model}`) || model === use.model) &&
							at >= before.first &&
							at <= use.first,
					);
					if (isAnnounced) return [];
					return finding(modelChange, [use.model, use.content], {
						subject: { type: 'model', id: use.model },
						at: use.first,
						count: use.count,
						limit: 1,
						seen: `${use.model} answered ${use.count} times as ${short(use.content)}, before that as ${short(before.content)}`,
						threshold:
							'Every change without an event of kind configuration about this model before it',
					});
				});
			},
		};
	},
};

const short = (content: string): string => content.replace(/^sha256:/, '').slice(0, 12);
