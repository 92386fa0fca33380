import type { DraftTable, Fact, FactOf } from '../../../shared/contracts';
import { noteOf, of, text, withNotes } from './table';

const LABELS: Readonly<Record<FactOf<'encounter'>['role'], string>> = {
	admission: 'Admitted',
	discharge: 'Discharged',
	reason: 'Reason',
	class: 'Kind of stay',
	location: 'Place',
	disposition: 'Discharged to',
	condition: 'Condition at discharge',
	responsible: 'Responsible',
};

/** Facts of the stay as label and text, in the order of the roles given. */
export function stay(
	facts: readonly Fact[],
	title: string,
	...roles: Array<FactOf<'encounter'>['role']>
): DraftTable[] {
	const found = roles.flatMap((role) => of(facts, 'encounter', role));
	return withNotes(
		title,
		['Detail', 'As recorded'],
		found.map((fact) => ({
			cells: [labelOf(fact), text(fact.text)],
			facts: [fact.id],
		})),
		found.map(noteOf),
	);
}

/** Who was responsible, and as what. */
function labelOf({ role, data }: FactOf<'encounter'>): string {
	return role === 'responsible' && data.as ? `Responsible (${text(data.as)})` : LABELS[role];
}
