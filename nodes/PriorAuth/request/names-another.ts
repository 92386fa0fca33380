import type { FhirResource } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import { elements, text, type Element } from '../rules/element';
import { openPacket } from '../rules/packet';
import { wordsIn } from './words';

/**
 * A record may be filed with the wrong patient: its subject is this one, and its heading names another
 * person. Such a document must not travel, whatever it bears out.
 *
 * The heading is read, not the prose: a note names relatives, neighbours and clinicians. A birth date
 * that is this patient's settles it; a name alone counts only where no birth date is given, because
 * people change their names.
 *
 * @throws HospitalError `prior-auth-document-names-another`
 */
export function requireOwnHeadings(bundle: Record<string, unknown>): void {
	const { entries } = openPacket(bundle);
	const patient = entries.find(({ type }) => type === 'Patient')?.resource;
	for (const { type, resource } of entries) {
		if (!DOCUMENTS.has(type)) continue;
		const isOther = wordsIn(resource.value as FhirResource).some((words) =>
			namesAnother(words, patient),
		);
		if (isOther) throw namesOther(resource);
	}
}

const DOCUMENTS: ReadonlySet<string> = new Set(['DocumentReference', 'DiagnosticReport']);

const BORN =
	/(?:\bd\.?o\.?b\.?|\bdate of birth|\bbirth ?date)\s*[:#-]?\s*(\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|[a-z]{3,9}\.? \d{1,2},? \d{4}|\d{1,2}[- ][a-z]{3,9}[- ]\d{4})/giu;
const NAMED =
	/^[ \t|*]*(?:patient(?:'s)?(?: name)?|pt\.?(?: name)?|name(?: of patient)?)\s*:\s*([^\n|]{2,80})/gimu;
/** What follows a name on its line. */
const AFTER = /\s{2,}|\t|,?\s*(?:\bd\.?o\.?b\b|\bmrn\b|\bborn\b|\bage\b|\bsex\b|\bdate\b|\d)/iu;

/** @param patient as the packet has it */
export function namesAnother(words: string, patient: Element | undefined): boolean {
	const birthDate = text(patient, 'birthDate');
	const born = [...words.matchAll(BORN)].map(([, day = '']) => readings(day));
	if (birthDate !== undefined && born.length > 0) {
		return !born.some((days) => days.includes(birthDate));
	}
	const own = new Set(elements(patient, 'name').flatMap(partsOf));
	const names = [...words.matchAll(NAMED)]
		.map(([, rest = '']) => tokens(rest.split(AFTER)[0] ?? ''))
		.filter((found) => found.length >= 2);
	return (
		names.length > 0 && own.size > 0 && !names.some((one) => one.some((part) => own.has(part)))
	);
}

const tokens = (written: string): string[] =>
	written
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toUpperCase()
		.split(/[^\p{L}]+/u)
		.filter((part) => part.length > 1);

const partsOf = ({ value }: Element): string[] =>
	tokens([value.family, ...(Array.isArray(value.given) ? value.given : []), value.text].join(' '));

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** Days that a written date may mean, ISO 8601; 03/04/1960 is one of two. */
function readings(day: string): string[] {
	const iso = (year: string, month: number, date: number): string =>
		`${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
	if (/^\d{4}-/.test(day)) return [day];
	const month = MONTHS.indexOf((/[a-z]{3}/i.exec(day)?.[0] ?? '').toLowerCase()) + 1;
	const numbers = day.match(/\d+/g) ?? [];
	if (month > 0) return [iso(numbers[1] ?? '', month, Number(numbers[0]))];
	const [one = '', two = '', year = ''] = numbers;
	const years = year.length === 4 ? [year] : [`19${year}`, `20${year}`];
	return years.flatMap((each) => [
		iso(each, Number(one), Number(two)),
		iso(each, Number(two), Number(one)),
	]);
}

function namesOther({ value }: Element): HospitalError {
	const { resourceType, date } = value as { resourceType?: string; date?: string };
	const day = typeof date === 'string' ? ` of ${date.slice(0, 10)}` : '';
	return new HospitalError(
		'prior-auth-document-names-another',
		`A document that would travel (${String(resourceType)}${day}) names another person, or another birth date, than the patient of the order`,
		{
			nextStep:
				'Nothing was sent. Open the document in the record: it may be filed with the wrong patient. Have it put right, or have the order name other evidence; then ask again by the form.',
		},
	);
}
