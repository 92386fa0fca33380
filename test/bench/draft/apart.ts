import type { Claim, Form } from './claims.ts';
import { dated, dosed, oftenIn, routed, unitOf } from './words.ts';

/**
 * Other wordings of the same claims. The rules of the verifier were never looked at beside these, and
 * whoever improves the rules should not read them: what is measured on them is nearer to what wordings
 * give that nobody has thought of.
 */
export function formsApart(claim: Claim, form: Form): string[] {
	const on = (day: number): string => dated(day, form.date);
	switch (claim.kind) {
		case 'stay':
			return [
				`Inpatient from ${on(claim.from)} until discharge on ${on(claim.to)}.`,
				`The hospitalization began on ${on(claim.from)} and ended on ${on(claim.to)}.`,
				`Admit date ${on(claim.from)}, discharge date ${on(claim.to)}.`,
				`The patient entered the hospital on ${on(claim.from)} and went home or onward on ${on(claim.to)}.`.replace(
					'went home or onward',
					'was released',
				),
			];
		case 'length':
			return [
				`In all, ${claim.days} days were spent in the hospital.`,
				`This was a ${claim.days}-day stay.`,
				`LOS ${claim.days} days.`,
			];
		case 'person': {
			const { name, years, sex, reason } = claim;
			const noun = sex === 'female' ? 'lady' : 'gentleman';
			const why = reason.toLowerCase();
			const letter = sex === 'female' ? 'F' : 'M';
			return [
				`${years}${letter} presenting with ${why}.`,
				`${name} is a pleasant ${years}-year-old ${noun} who came in with ${why}.`,
				`${years} y/o ${sex} admitted for ${why}.`,
				`We cared for ${name}, a ${years}-year-old ${sex}, who complained of ${why}.`,
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
				`Home regimen after discharge consists of ${list.join(', ')}.`,
				`On leaving, the patient takes ${list.join(', ')}.`,
				`Meds: ${list.join(', ')}.`,
			];
		}
		case 'result': {
			const { analyte, value, day } = claim;
			const name = analyte.name.toLowerCase();
			const amount = `${value}${unitOf(claim.unit, form.dose)}`;
			return [
				`Bloodwork from ${on(day)} was notable for ${name} ${amount}.`,
				`${analyte.name} on ${on(day)}: ${amount}.`,
				`We noted a ${name} of ${amount} on ${on(day)}.`,
				`As of ${on(day)} the ${name} stood at ${amount}.`,
				`${analyte.name} = ${amount} (${on(day)}).`,
			];
		}
		case 'trend': {
			const { analyte, first, last, up } = claim;
			const unit = unitOf(analyte.unit, form.dose);
			const [climbed, rise] = up ? ['climbed', 'a rise'] : ['dropped', 'a fall'];
			return [
				`${analyte.name} ${climbed} from ${first} to ${last}${unit}.`,
				`There was ${rise} in ${analyte.name.toLowerCase()} from ${first}${unit} to ${last}${unit}.`,
				`${analyte.name}: ${first} -> ${last}${unit}, ${up ? 'rising' : 'falling'}.`,
			];
		}
		case 'allergies': {
			const names = claim.list.map(({ substance }) => substance.toLowerCase());
			return [
				`Drug and other allergies: ${names.join(', ')}.`,
				`Please note allergies to ${names.join(' and ')}.`,
				`Allergic to ${names.join(', ')}.`,
				`ALL: ${names.join(', ')}.`,
			];
		}
		case 'no-allergy':
			return ['No allergies known.', 'The patient denies any allergies; none are known.', 'NKA.'];
		case 'diagnosis': {
			const { name, side, said } = claim;
			const plain = name.charAt(0).toLowerCase() + name.slice(1);
			const what = side === undefined ? plain : `${side}-sided ${plain}`;
			if (said === 'absent') {
				return [
					`We excluded ${what}.`,
					`Studies did not show ${what}.`,
					`There were no signs of ${what}.`,
					`${what.charAt(0).toUpperCase()}${what.slice(1)} could be excluded.`,
				];
			}
			if (said === 'history') {
				return [
					`PMH: ${what}.`,
					`Comorbidities include ${what}.`,
					`The patient is known to have ${what}.`,
					`Pre-existing ${what}.`,
				];
			}
			return [
				`Final diagnosis was ${what}.`,
				`The patient came to us with ${what}.`,
				`Dx: ${what}.`,
				`The main issue was ${what}.`,
				`During this admission we managed ${what}.`,
			];
		}
		case 'procedure': {
			const name = claim.name.toLowerCase();
			const sided = claim.side === undefined ? name : `${claim.side}-sided ${name}`;
			return claim.done
				? [
						`${on(claim.day)}: ${sided}.`,
						`${sided.charAt(0).toUpperCase()}${sided.slice(1)} took place on ${on(claim.day)}.`,
						`The team carried out ${sided} on ${on(claim.day)}.`,
						`S/p ${sided} (${on(claim.day)}).`,
					]
				: [
						`We did not proceed with ${sided}.`,
						`${sided.charAt(0).toUpperCase()}${sided.slice(1)} was deferred and did not take place.`,
						`No ${sided} was done.`,
					];
		}
		case 'pending': {
			const name = claim.name.toLowerCase();
			return claim.done
				? [
						`${claim.name} has been resulted and is negative.`,
						`We have the final report of the ${name}.`,
						`The ${name} showed no growth.`,
					]
				: [
						`Awaiting ${name}.`,
						`Outstanding at discharge: ${name}.`,
						`${claim.name} is outstanding.`,
						`We are still waiting for the ${name}.`,
					];
		}
		case 'appointment': {
			const where = claim.clinic.toLowerCase();
			return [
				`Next ${where} visit: ${on(claim.day)}.`,
				`Please attend ${where} on ${on(claim.day)}.`,
				`${claim.clinic} has been arranged for ${on(claim.day)}.`,
				`To be seen by ${where} on ${on(claim.day)}.`,
			];
		}
		case 'code-status':
			return claim.status === 'full'
				? ['Full code.', 'Resuscitation status: full code.']
				: ['DNR status confirmed.', 'Resuscitation status: do not resuscitate.'];
		case 'disposition': {
			const to = claim.to.toLowerCase();
			return [`Discharged to: ${to}.`, `Destination after discharge: ${to}.`, `Dispo: ${to}.`];
		}
		case 'physician':
			return [
				`${claim.name} attended on this patient.`,
				`Responsible attending: ${claim.name}.`,
				`Under the care of ${claim.name}.`,
			];
		case 'invented':
			return [claim.text];
	}
}

function medicine(claim: Extract<Claim, { kind: 'medicine' }>, form: Form): string[] {
	const { drug, role, before } = claim;
	const { name } = drug;
	const capital = name.charAt(0).toUpperCase() + name.slice(1);
	const dose = dosed(claim.dose, claim.unit, form.dose);
	const often = oftenIn(claim.often, form.often);
	const route = routed(claim.route, form.often);
	if (role === 'stopped') {
		return [
			`${capital} has been taken off the list.`,
			`We held off on ${name} and stopped it.`,
			`${capital}: discontinued.`,
			`${capital} was withdrawn.`,
		];
	}
	if (role === 'changed') {
		const old = dosed(before ?? 0, claim.unit, form.dose);
		const up = (before ?? 0) < claim.dose;
		return [
			`${capital} was titrated ${up ? 'up' : 'down'} to ${dose} ${often}.`,
			`${capital}: ${old} -> ${dose} ${often}.`,
			`${capital} was adjusted to ${dose} ${often} (previously ${old}).`,
			`We ${up ? 'raised' : 'lowered'} the ${name} dose from ${old} to ${dose}.`,
		];
	}
	if (role === 'new') {
		return [
			`${capital} ${dose} ${route} ${often} was added.`,
			`Added ${name} ${dose} ${often}.`,
			`${capital} ${dose} ${route} ${often} (new).`,
			`Therapy with ${name} ${dose} ${often} was begun.`,
		];
	}
	return [
		`${capital} ${dose} ${route} ${often}: no change.`,
		`Home dose of ${name} (${dose} ${often}) was kept.`,
		`Resume ${name} ${dose} ${route} ${often}.`,
		`As before: ${name} ${dose} ${often}.`,
	];
}
