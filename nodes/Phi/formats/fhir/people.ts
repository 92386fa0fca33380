import type { PhiRole, PhiType } from '../../types';
import { typeOfReference } from './identities';
import { masked, type Gone, type Json, type Place } from './place';
import type { FhirWalk } from './walk';

/** What a label of a reference names, by the type that it refers to. */
const NAMED: Readonly<Record<string, readonly [PhiType, PhiRole]>> = {
	Patient: ['NAME', 'patient'],
	Person: ['NAME', 'patient'],
	RelatedPerson: ['NAME', 'relative'],
	Practitioner: ['NAME', 'provider'],
	PractitionerRole: ['NAME', 'provider'],
	Group: ['NAME', 'unknown'],
	CareTeam: ['NAME', 'provider'],
	Organization: ['FACILITY', 'organization'],
	Location: ['FACILITY', 'organization'],
	HealthcareService: ['FACILITY', 'organization'],
	Endpoint: ['URL', 'organization'],
	Device: ['DEVICE', 'unknown'],
};
/** Types whose labels say something of medicine: cleaned like a text. */
const CLINICAL = new Set(
	'AllergyIntolerance CarePlan Composition Condition DiagnosticReport DocumentReference FamilyMemberHistory Goal ImagingStudy Immunization Measure Medication MedicationAdministration MedicationDispense MedicationRequest MedicationStatement Observation PlanDefinition ActivityDefinition Procedure Questionnaire QuestionnaireResponse RiskAssessment ServiceRequest Specimen Substance Task'.split(
		' ',
	),
);

export function reference(walk: FhirWalk, value: Json, place: Place): Json | Gone {
	const { reference: address, display, _reference, _display, ...rest } = value;
	void [_reference, _display];
	const type = typeOfReference(value) ?? walk.typeOf(address, place);
	const isType = typeof rest.type === 'string' && rest.type === type;
	if (isType) delete rest.type;
	const done = walk.object(rest, 'Reference', place);
	const out: Json = typeof done === 'symbol' ? {} : done;
	if (isType) out.type = type;
	if (address !== undefined) {
		const after =
			typeof address === 'string' ? walk.identities.reference(address, place.contained) : undefined;
		walk.did(after === undefined ? 'removed' : 'replaced', 'OTHER_ID', place);
		if (after === undefined) out._reference = masked();
		else out.reference = after;
	}
	if (display !== undefined) label(walk, display, type, out, place);
	return out;
}

function label(
	walk: FhirWalk,
	display: unknown,
	type: string | undefined,
	out: Json,
	place: Place,
): void {
	const put = (text: string | undefined) => {
		if (text !== undefined) out.display = text;
		else {
			delete out.display;
			out._display = masked();
		}
	};
	if (typeof display !== 'string' || !/\S/.test(display)) return put(undefined);
	if (type !== undefined && CLINICAL.has(type)) {
		out.display = '';
		walk.text(display, place, put);
		return undefined;
	}
	// A label of nothing known is as likely a name as not.
	const [kind, role] = NAMED[type ?? ''] ?? (['NAME', 'unknown'] as const);
	const { work } = walk;
	const after =
		kind === 'NAME'
			? work.transformer.name(display, place.subject, role)?.text
			: work.transformer.field(kind, display, place.subject, role);
	walk.did(after === undefined ? 'removed' : 'replaced', kind, place);
	return put(after === '' ? undefined : after);
}

/** A note: its author by name, its time by the rule of dates, its text through the engine. */
export function annotation(walk: FhirWalk, value: Json, place: Place): Json | Gone {
	const { authorString, _authorString, ...rest } = value;
	void _authorString;
	const done = walk.object(rest, 'Annotation', place);
	const out: Json = typeof done === 'symbol' ? {} : done;
	if (authorString === undefined) return out;
	const after =
		typeof authorString === 'string'
			? walk.work.transformer.name(authorString, place.subject, 'provider')?.text
			: undefined;
	walk.did(after === undefined ? 'removed' : 'replaced', 'NAME', place);
	if (after === undefined) out._authorString = masked();
	else out.authorString = after;
	return out;
}
