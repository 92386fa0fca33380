import type { AuditRecord } from '../../shared/ledger/event';
import { hourlyRule } from './hourly';

/** Given to somebody outside, or taken out in bulk. */
const leaves = ({ kind, interaction, outcome }: AuditRecord): boolean =>
	outcome === '0' && (kind === 'disclosure' || /(?:^|-)export(?:ed)?$/.test(interaction));

export const disclosureBurst = hourlyRule({
	name: 'disclosure-burst',
	title: 'Many disclosures or exports at once',
	description:
		'One user or workflow gives out or exports far more in an hour than in a busy hour of its own before',
	ask: 'Whoever is responsible for the release of information: is there a request or a contract behind it?',
	counts: leaves,
	what: 'disclosures or exports',
	minimum: ({ disclosureMinimum }) => disclosureMinimum,
});
