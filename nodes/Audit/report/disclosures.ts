import type { AuditRecord } from '../../shared/ledger/event';

/**
 * Joins the record that something is about to leave with the one of how that ended: it is one
 * disclosure. A beginning without an end counts, for something may have left.
 */
export class Disclosures {
	private readonly begun = new Map<string, AuditRecord[]>();

	/** @param take gets each disclosure once */
	constructor(private readonly take: (record: AuditRecord) => void) {}

	add(record: AuditRecord): void {
		if (isBegun(record)) {
			const name = nameOf(record);
			this.begun.set(name, [...(this.begun.get(name) ?? []), record]);
			return;
		}
		if (ENDED.test(record.interaction)) {
			const open = this.begun.get(nameOf(record));
			open?.shift();
			if (open?.length === 0) this.begun.delete(nameOf(record));
		}
		this.take(record);
	}

	done(): void {
		for (const record of [...this.begun.values()].flat()) this.take(record);
		this.begun.clear();
	}
}

/** Something was about to leave. */
export const isBegun = ({ interaction }: AuditRecord): boolean =>
	/^(?:dicom|hl7)-send-begun$/.test(interaction);

const ENDED = /^(?:dicom-sent|hl7-message-sent|(?:dicom|hl7)-send-(?!begun).+)$/;

/** What is sent where, and by which run. */
const nameOf = ({ origin, agent, network, objects }: AuditRecord): string =>
	JSON.stringify([
		origin,
		agent.workflowId,
		agent.executionId,
		agent.node,
		network?.calledAeTitle,
		network?.address,
		network?.port,
		objects?.map(({ pseudonym }) => pseudonym),
	]);

/** Who got it, by the best name that the record has. */
export const recipientOf = ({ disclosure, network }: AuditRecord): string =>
	disclosure?.recipient || network?.calledAeTitle || network?.address || 'not recorded';
