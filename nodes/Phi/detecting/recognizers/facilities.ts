import type { PhiFinding } from '../../types';
import { defaultLists } from '../lists/load';
import { cased, scanOf, type Scan } from '../scan';
import { Shape, type Lists, type PreparedText, type Recognizer } from '../types';
import { chainAt } from './facility/chains';
import { facilityLabelled, LABELS, WORKS } from './facility/labelled';
import { facilityLed, LEADS_TO } from './facility/led';
import { imagedAt } from './facility/imaged';
import { facilityListed } from './facility/listed';
import { loweredAt, PLACES_OF_CARE } from './facility/lowered';
import { nounEnded } from './facility/noun-ended';
import { ENDS, ENDS_OF_HOMES, HOMES_IN_SHORT } from './facility/nouns';
import { opensUniversity, universityAt } from './facility/of-named';
import { SAINTS, saintAt } from './facility/saint';
import { homeNamed, shortNamed } from './facility/short';

/** The words at which a reading begins or ends; at most words of places none does. */
const TELLING: ReadonlySet<string> = new Set([
	...[...LABELS, ...WORKS, ...LEADS_TO, ...SAINTS],
	...[...ENDS, ...ENDS_OF_HOMES, ...HOMES_IN_SHORT, ...PLACES_OF_CARE],
]);

/** Facilities, companies and schools by the noun that ends them; chains by name. */
export const facilities: Recognizer = {
	id: 'facility',
	types: ['FACILITY'],
	description: 'Hospitals, clinics, homes, pharmacies, insurers, employers and schools.',
	examples: [
		"at [[FACILITY:St. Testa's Hospital]]",
		'to [[FACILITY:Lakeview Manor]]',
		'from [[FACILITY:Zzyzx Regional Medical Center]]',
		'at [[FACILITY:University of Zzyzx]]',
		'via [[FACILITY:Walgreens]]',
		'PET 01/2018 ([[FACILITY:Mercy Lower Zzpembry]])',
		'[[FACILITY:St. Zztest]] swing bed',
		'works for [[FACILITY:Testwell Logistics]]',
	],
	counterExamples: [
		'seen in Wound Clinic',
		'Primary Care Clinic',
		'the hospital',
		'Emergency Department',
		'Home Health',
		'Mental Health',
		'PET 01/2018 (Deauville 4)',
		'CT 2020 (No Change)',
	],
	find(prepared, lists = defaultLists()) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		for (const token of scan.places) readPlace(prepared, lists, scan, token, out);
		for (const token of scan.marks) add(out, imagedAt(prepared, token));
		for (const token of scan.names) {
			add(out, chainAt(prepared, token));
			add(out, shortNamed(prepared, scan, token));
		}
		return out;
	},
};

/** Reads a noun of a facility, or a word that leads to one. Behind what is listed nothing else is looked for. */
function readPlace(
	prepared: PreparedText,
	lists: Lists,
	scan: Scan,
	token: number,
	out: PhiFinding[],
): void {
	const listed = facilityListed(prepared, lists, scan, token);
	if (listed !== undefined) {
		out.push(listed);
		return;
	}
	const form = prepared.at(token);
	if (!TELLING.has(form.lower)) return;
	if (opensUniversity(prepared, token)) {
		add(out, universityAt(prepared, token));
		return;
	}
	add(out, facilityLabelled(prepared, token));
	add(out, homeNamed(prepared, token));
	add(out, facilityLed(prepared, scan, token));
	add(out, saintAt(prepared, token));
	if (!cased(form) || form.shape === Shape.initial) add(out, loweredAt(prepared, scan, token));
	else if (ENDS.has(form.lower)) add(out, nounEnded(prepared, scan, token));
}

function add(out: PhiFinding[], finding: PhiFinding | undefined): void {
	if (finding !== undefined) out.push(finding);
}
