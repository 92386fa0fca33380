import { formsApart } from './apart.ts';
import type { Analyte, Drug, Often, Route } from './lists.ts';
import type { Side } from './stay.ts';
import { dated, dosed, oftenIn, routed, unitOf } from './words.ts';

/** What one sentence says. A fault changes the claim; the sentence is written anew in the same form. */
export type Claim =
	| { kind: 'stay'; from: number; to: number }
	| { kind: 'length'; days: number }
	| { kind: 'person'; name: string; years: number; sex: 'female' | 'male'; reason: string }
	| {
			kind: 'medicine';
			drug: Pick<Drug, 'name' | 'brand' | 'route'>;
			unit: Drug['unit'];
			dose: number;
			often: Often;
			route: Route;
			role: 'new' | 'continued' | 'stopped' | 'changed';
			before?: number;
	  }
	| {
			kind: 'medicines';
			list: Array<{ name: string; dose: number; unit: Drug['unit']; often: Often }>;
	  }
	| { kind: 'result'; analyte: Analyte; value: number; unit: string; day: number }
	| {
			kind: 'trend';
			analyte: Analyte;
			first: number;
			last: number;
			firstDay: number;
			lastDay: number;
			up: boolean;
	  }
	| { kind: 'allergies'; list: Array<{ substance: string; reaction?: string }> }
	| { kind: 'no-allergy' }
	| { kind: 'diagnosis'; name: string; side?: Side; said: 'stay' | 'history' | 'absent' }
	| { kind: 'procedure'; name: string; side?: Side; day: number; done: boolean }
	| { kind: 'pending'; name: string; done: boolean }
	| { kind: 'appointment'; clinic: string; day: number }
	| { kind: 'code-status'; status: 'full' | 'dnr' }
	| { kind: 'disposition'; to: string }
	| { kind: 'physician'; name: string }
	| { kind: 'invented'; text: string };

/** In which of its forms a sentence is written, and how dates and doses look in it. */
export interface Form {
	template: number;
	date: number;
	dose: number;
	often: number;
	/** Which of several names: brand or ingredient, short or long. */
	name: number;
	/** Takes the wordings that were kept apart: see {@link formsApart}. */
	apart?: true;
}

export function sentenceOf(claim: Claim, form: Form): string {
	const forms = form.apart ? formsApart(claim, form) : formsOf(claim, form);
	return forms[form.template % forms.length] ?? '';
}

function formsOf(claim: Claim, form: Form): string[] {
	const on = (day: number): string => dated(day, form.date);
	switch (claim.kind) {
		case 'stay': {
			const [from, to] = [on(claim.from), on(claim.to)];
			return [
				`The patient was admitted on ${from} and discharged on ${to}.`,
				`Admitted ${from}, discharged ${to}.`,
				`Date of admission: ${from}. Date of discharge: ${to}.`,
				`She or he came in on ${from} and left the hospital on ${to}.`.replace(
					'She or he',
					'The patient',
				),
				`Hospital stay from ${from} to ${to}.`,
				`Admission date was ${from}; discharge date was ${to}.`,
				`The patient was hospitalized from ${from} through ${to}.`,
				`Following admission on ${from}, the patient was discharged on ${to}.`,
			];
		}
		case 'length':
			return [
				`The length of stay was ${claim.days} days.`,
				`The patient stayed in the hospital for ${claim.days} days.`,
				`Length of stay: ${claim.days} days.`,
				`Total hospital stay was ${claim.days} days.`,
			];
		case 'person': {
			const { name, years, sex, reason } = claim;
			const noun = sex === 'female' ? 'woman' : 'man';
			const title = sex === 'female' ? 'Ms.' : 'Mr.';
			const family = name.split(' ').at(-1) ?? name;
			const she = sex === 'female' ? 'She' : 'He';
			const why = reason.toLowerCase();
			return [
				`${name} is a ${years}-year-old ${noun} who presented with ${why}.`,
				`This ${years} year old ${noun} was admitted for ${why}.`,
				`${title} ${family} is a ${years}-year-old ${sex} admitted with ${why}.`,
				`The patient is a ${years}-year-old ${sex} presenting with ${why}.`,
				`A ${years}-year-old ${noun} was brought in because of ${why}.`,
				`${name}, aged ${years}, a ${noun}, came to the hospital with ${why}.`,
				`${title} ${family} (${years}, ${sex}) presented with ${why}.`,
				`The patient, ${name}, is ${years} years old. ${she} was admitted for ${why}.`,
			];
		}
		case 'medicine':
			return medicine(claim, form);
		case 'medicines': {
			const list = claim.list.map(
				({ name, dose, unit, often }) =>
					`${name} ${dosed(dose, unit, form.dose)} ${oftenIn(often, form.often)}`,
			);
			return [
				`Discharge medications: ${list.join(', ')}.`,
				`The patient goes home on ${listed(list)}.`,
				`Medications at discharge are ${listed(list)}.`,
				`To take after discharge: ${list.join('; ')}.`,
			];
		}
		case 'result': {
			const { analyte, value, day } = claim;
			const name = nameOf(analyte, form);
			const amount = `${value}${unitOf(claim.unit, form.dose)}`;
			return [
				`${name} was ${amount} on ${on(day)}.`,
				`On ${on(day)}, ${lower(name)} was ${amount}.`,
				`${name} of ${amount} on ${on(day)}.`,
				`The ${lower(name)} measured ${amount} on ${on(day)}.`,
				`Labs on ${on(day)} showed ${lower(name)} of ${amount}.`,
				`A ${lower(name)} level of ${amount} was found on ${on(day)}.`,
				`${name} (${on(day)}): ${amount}.`,
				`${on(day)}: ${name} ${amount}.`,
				`Testing on ${on(day)} gave a ${lower(name)} of ${amount}.`,
				`${name} ${amount} (${on(day)}).`,
				`Laboratory results included ${lower(name)} ${amount} on ${on(day)}.`,
				`The ${lower(name)} on ${on(day)} came back at ${amount}.`,
			];
		}
		case 'trend': {
			const { analyte, first, last, firstDay, lastDay, up } = claim;
			const name = nameOf(analyte, form);
			const unit = unitOf(analyte.unit, form.dose);
			const [rose, went, direction] = up
				? ['rose', 'increased', 'up']
				: ['fell', 'decreased', 'down'];
			return [
				`${name} ${rose} from ${first}${unit} to ${last}${unit}.`,
				`${name} ${went} from ${first} to ${last}${unit} during the stay.`,
				`The ${lower(name)} went ${direction} from ${first}${unit} on ${on(firstDay)} to ${last}${unit} on ${on(lastDay)}.`,
				`${name} was ${first}${unit} on ${on(firstDay)} and ${rose} to ${last}${unit} by ${on(lastDay)}.`,
				`During the stay the ${lower(name)} ${went} from ${first} to ${last}.`,
				`${name} trended ${direction}, from ${first} to ${last}${unit}.`,
			];
		}
		case 'allergies': {
			const names = claim.list.map(({ substance }) => substance.toLowerCase());
			const with_ = claim.list.map(({ substance, reaction }) =>
				reaction === undefined ? substance : `${substance} (${reaction.toLowerCase()})`,
			);
			return [
				`Allergies: ${with_.join(', ')}.`,
				`The patient is allergic to ${listed(names)}.`,
				`Known allergies include ${listed(names)}.`,
				`Allergies to ${listed(names)} are documented.`,
				`There is a documented allergy to ${listed(names)}.`,
				`Allergy list: ${with_.join('; ')}.`,
				`The patient reports allergies to ${listed(names)}.`,
			];
		}
		case 'no-allergy':
			return [
				'No known allergies.',
				'The patient has no known drug allergies.',
				'NKDA.',
				'There are no known allergies.',
				'Allergies: none known.',
			];
		case 'diagnosis':
			return diagnosis(claim);
		case 'procedure': {
			const { day, done } = claim;
			const name = claim.name.toLowerCase();
			const sided = claim.side === undefined ? name : `${claim.side} ${name}`;
			if (!done) {
				return [
					`${capital(sided)} was not performed.`,
					`${capital(sided)} was not done.`,
					`A ${sided} was planned but not performed.`,
					`${capital(sided)} was cancelled and not carried out.`,
				];
			}
			return [
				`${capital(sided)} was performed on ${on(day)}.`,
				`The patient underwent ${sided} on ${on(day)}.`,
				`On ${on(day)}, ${sided} was carried out.`,
				`Procedures: ${sided} (${on(day)}).`,
				`A ${sided} was done on ${on(day)}.`,
				`The patient had a ${sided} on ${on(day)}.`,
				`${capital(sided)}, ${on(day)}.`,
			];
		}
		case 'pending': {
			const name = claim.name.toLowerCase();
			if (claim.done) {
				return [
					`The final ${name} result is negative.`,
					`${capital(name)} came back negative.`,
					`The ${name} was finalized before discharge.`,
				];
			}
			return [
				`The ${name} is still pending at discharge.`,
				`${capital(name)} result pending.`,
				`Results pending at discharge: ${name}.`,
				`The result of the ${name} was not available at the time of discharge.`,
				`Please follow up the pending ${name}.`,
				`${capital(name)} remains pending.`,
			];
		}
		case 'appointment': {
			const { clinic, day } = claim;
			const where = clinic.toLowerCase();
			return [
				`Follow up with ${where} on ${on(day)}.`,
				`The patient has a ${where} appointment on ${on(day)}.`,
				`${clinic} follow-up is scheduled for ${on(day)}.`,
				`An appointment with ${where} is booked for ${on(day)}.`,
				`${clinic} clinic: ${on(day)}.`,
				`The patient will be seen in ${where} clinic on ${on(day)}.`,
				`Scheduled visit: ${where}, ${on(day)}.`,
			];
		}
		case 'code-status':
			return claim.status === 'full'
				? [
						'Code status: full code.',
						'The patient is full code.',
						'The patient remained full code.',
					]
				: [
						'Code status: do not resuscitate.',
						'The patient is DNR.',
						'The patient has a do-not-resuscitate order.',
					];
		case 'disposition': {
			const to = claim.to.toLowerCase();
			const place = to === 'home' ? 'home' : `to ${to === 'hospice' ? '' : 'a '}${to}`;
			if (to === 'rehabilitation' || to === 'long-term care') {
				return [
					`The patient was discharged to ${to}.`,
					`Disposition: ${to}.`,
					`Discharge disposition was ${to}.`,
				];
			}
			return [
				`The patient was discharged ${place}.`,
				`Disposition: ${to}.`,
				`Discharge disposition was ${to}.`,
				`The patient was sent ${place}.`,
			];
		}
		case 'physician':
			return [
				`The attending physician was ${claim.name}.`,
				`Attending: ${claim.name}.`,
				`${claim.name} was the responsible physician.`,
				`Care was provided by ${claim.name}.`,
			];
		case 'invented':
			return [claim.text];
	}
}

function medicine(claim: Extract<Claim, { kind: 'medicine' }>, form: Form): string[] {
	const { drug, role, before } = claim;
	const name = form.name % 3 === 2 && drug.brand !== undefined ? drug.brand : drug.name;
	const dose = dosed(claim.dose, claim.unit, form.dose);
	const often = oftenIn(claim.often, form.often);
	const route = routed(claim.route, form.often);
	const all = `${name} ${dose} ${route} ${often}`;
	if (role === 'stopped') {
		return [
			`${capital(name)} was stopped.`,
			`${capital(name)} was discontinued.`,
			`We stopped ${name}.`,
			`Home ${name} was discontinued.`,
			`The patient should no longer take ${name}.`,
			`Stop taking ${name}.`,
		];
	}
	if (role === 'changed') {
		const old = dosed(before ?? 0, claim.unit, form.dose);
		const [raised, noun] =
			(before ?? 0) < claim.dose ? ['increased', 'increase'] : ['decreased', 'decrease'];
		return [
			`${capital(name)} was changed from ${old} to ${dose} ${often}.`,
			`${capital(name)} was ${raised} from ${old} to ${dose} ${often}.`,
			`The dose of ${name} was ${raised} from ${old} to ${dose}.`,
			`${capital(name)} is now ${dose} ${route} ${often} (before: ${old}).`,
			`We ${raised} ${name} to ${dose} ${often}.`,
			`${capital(name)} ${noun} to ${dose} ${often}.`,
		];
	}
	if (role === 'new') {
		return [
			`${capital(all)} was started.`,
			`Started on ${all}.`,
			`New: ${all}.`,
			`The patient was started on ${all}.`,
			`We began ${all}.`,
			`${capital(name)} was newly prescribed at ${dose} ${route} ${often}.`,
			`Newly prescribed ${name} at a dose of ${dose} ${often}.`,
			`A new medication, ${name} ${dose} ${often}, was added.`,
			`The patient will take ${all}, which is new.`,
			`${capital(name)} (${dose} ${often}) was initiated.`,
		];
	}
	return [
		`Continue ${all}.`,
		`${capital(all)} was continued.`,
		`The patient continues ${all}.`,
		`Home ${name} was continued at ${dose} ${route} ${often}.`,
		`The patient was continued on ${all}.`,
		`${capital(name)} remains unchanged at ${dose} ${often}.`,
		`No change was made to ${name} ${dose} ${often}.`,
		`Unchanged: ${all}.`,
		`She or he keeps taking ${all}.`.replace('She or he', 'The patient'),
		`The patient should go on with ${all}.`,
	];
}

function diagnosis({ name, side, said }: Extract<Claim, { kind: 'diagnosis' }>): string[] {
	const plain = /^[A-Z][a-z]/.test(name) ? lower(name) : name;
	const what = side === undefined ? plain : `${side} ${plain}`;
	if (said === 'absent') {
		return [
			`${capital(what)} was ruled out.`,
			`There was no evidence of ${what}.`,
			`The patient does not have ${what}.`,
			`Workup was negative for ${what}.`,
			`No ${what} was found.`,
			`The patient was found not to have ${what}.`,
		];
	}
	if (said === 'history') {
		return [
			`The patient has a history of ${what}.`,
			`Past medical history includes ${what}.`,
			`Past medical history is notable for ${what}.`,
			`Known ${what}.`,
			`Background of ${what}.`,
		];
	}
	return [
		`The patient was diagnosed with ${what}.`,
		`Discharge diagnosis: ${what}.`,
		`The hospital course was notable for ${what}.`,
		`The patient was treated for ${what}.`,
		`${capital(what)} was confirmed.`,
		`The diagnosis of ${what} was made.`,
		`Principal problem: ${what}.`,
		`The patient was found to have ${what}.`,
	];
}

const nameOf = ({ name, also }: Analyte, { name: which }: Form): string =>
	[name, ...also][which % (also.length + 1)] ?? name;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** As in mid-sentence; abbreviations and proper names stay. */
const lower = (text: string): string =>
	/^[A-Z][a-z]+/.test(text) && !/^(?:Parkinson|D-dimer)/.test(text)
		? text.charAt(0).toLowerCase() + text.slice(1)
		: text;

const listed = (items: readonly string[]): string =>
	items.length < 2
		? (items[0] ?? '')
		: `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
