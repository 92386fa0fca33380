import { createHash } from 'node:crypto';
import type { FhirResource } from '../../../clients/fhir';
import { canonicalJson } from '../../../shared/canonical-json';
import { HospitalError } from '../../../shared/errors';
import { extensionsOf, isFields, isResource, list, text, type Fields } from '../fhir';
import type { ElmLibrary, PackageAnswer, QuestionnairePackage } from '../types';
import { PROFILES, URLS } from '../urls';
import { checkForm } from './limits';
import { elmLibraries } from './libraries';
import { answerLists } from './value-sets';

/** Questionnaires of one answer; a payer who sends more is not understood. */
const MOST_PACKAGES = 20;

/**
 * Reads what `$questionnaire-package` answered: Parameters with one Bundle per questionnaire, one
 * Bundle alone, or a Bundle of Bundles as older servers send it.
 *
 * @param day full date of today, by which a questionnaire is expired
 * @throws HospitalError `questionnaire-refused` for an answer that is none, is too large or holds a
 *   questionnaire that contradicts itself
 */
export function readPackages(answer: unknown, day?: string): PackageAnswer {
	if (!isResource(answer)) throw refused('it is no FHIR resource');
	const { bundles, outcomes } = partsOf(answer);
	if (bundles.length > MOST_PACKAGES) throw refused(`it holds more than ${MOST_PACKAGES} forms`);
	const packages = bundles.map((bundle) => packageOf(bundle, day));
	const issues = outcomes.flatMap(({ issue }) =>
		list(issue).map(({ severity, code }) => `${nameIn(severity)}-${nameIn(code)}`),
	);
	return { packages, issues };
}

/** The first, or only, questionnaire of an answer. */
export function readPackage(answer: unknown, day?: string): QuestionnairePackage {
	const [first] = readPackages(answer, day).packages;
	if (first === undefined) throw refused('it holds no questionnaire');
	return first;
}

/** Codes of an outcome are plain names; anything else is text of a stranger. */
const nameIn = (value: unknown): string =>
	typeof value === 'string' && /^[a-z][a-z-]{0,30}$/.test(value) ? value : 'unknown';

function partsOf(answer: FhirResource): { bundles: FhirResource[]; outcomes: FhirResource[] } {
	if (answer.resourceType === 'OperationOutcome') return { bundles: [], outcomes: [answer] };
	if (answer.resourceType === 'Questionnaire') {
		return { bundles: [bundleOf([answer])], outcomes: [] };
	}
	const inside =
		answer.resourceType === 'Parameters'
			? list(answer.parameter).map(({ resource }) => resource)
			: answer.resourceType === 'Bundle'
				? resourcesOf(answer)
				: undefined;
	if (inside === undefined) throw refused(`it is a ${answer.resourceType}`);
	const found = inside.filter(isResource);
	const bundles = found.filter(({ resourceType }) => resourceType === 'Bundle');
	const outcomes = found.filter(({ resourceType }) => resourceType === 'OperationOutcome');
	const isBare = found.some(({ resourceType }) => resourceType === 'Questionnaire');
	return { bundles: isBare ? [bundleOf(found)] : bundles, outcomes };
}

const bundleOf = (resources: FhirResource[]): FhirResource => ({
	resourceType: 'Bundle',
	type: 'collection',
	entry: resources.map((resource) => ({ resource })),
});

const resourcesOf = (bundle: Fields): unknown[] =>
	list(bundle.entry).map(({ resource }) => resource);

function packageOf(bundle: FhirResource, day: string | undefined): QuestionnairePackage {
	const resources = resourcesOf(bundle).filter(isResource);
	const of = (type: string): FhirResource[] =>
		resources.filter(({ resourceType }) => resourceType === type);
	const [questionnaire, another] = of('Questionnaire');
	if (questionnaire === undefined) throw refused('a form has no questionnaire');
	if (another !== undefined) throw refused('a form has two questionnaires');
	checkForm(questionnaire);
	const { libraries, warnings } = elmLibraries(of('Library'));
	const { lists, incomplete } = answerLists([...of('ValueSet'), ...contained(questionnaire)]);
	const [draft, ...drafts] = of('QuestionnaireResponse');
	const whyNot = refusalOf(questionnaire, day);
	return {
		canonical: canonicalOf(questionnaire),
		title: text(questionnaire.title) ?? text(questionnaire.name) ?? 'Questionnaire',
		sha256: sha256([questionnaire, ...of('Library'), ...of('ValueSet')]),
		questionnaire,
		libraries,
		valueSets: lists,
		...(draft !== undefined && drafts.length === 0 && { draft }),
		...(whyNot !== undefined && { refused: whyNot }),
		warnings: [
			...warnings,
			...incomplete.map(() => 'value-set-not-expanded'),
			...missing(questionnaire, libraries),
			...(drafts.length > 0 ? ['several-drafts'] : []),
			...(draft === undefined ? ['no-draft'] : []),
		],
	};
}

const contained = ({ contained: inside }: FhirResource): FhirResource[] =>
	(Array.isArray(inside) ? inside : [])
		.filter(isResource)
		.filter(({ resourceType }) => resourceType === 'ValueSet')
		.map((one) => ({ ...one, url: `#${String(one.id)}` }));

const sha256 = (resources: FhirResource[]): string =>
	createHash('sha256').update(canonicalJson(resources)).digest('hex');

function canonicalOf({ url, version, id }: FhirResource): string {
	const base = text(url) ?? (id === undefined ? 'Questionnaire' : `Questionnaire/${id}`);
	return text(version) === undefined ? base : `${base}|${String(version)}`;
}

/** Why the form cannot be filled in here, by name. */
function refusalOf(questionnaire: FhirResource, day: string | undefined): string | undefined {
	const profiles: unknown = questionnaire.meta?.profile;
	const isAdaptive =
		extensionsOf(questionnaire, URLS.adaptive).length > 0 ||
		(Array.isArray(profiles) &&
			profiles.some((one) => String(one).split('|')[0] === PROFILES.adaptive));
	// An adaptive form that has its questions already asks no more of them: it is filled in like any other.
	if (isAdaptive && list(questionnaire.item).length === 0) return 'adaptive';
	if (questionnaire.status === 'retired') return 'retired';
	const end = isFields(questionnaire.effectivePeriod)
		? questionnaire.effectivePeriod.end
		: undefined;
	if (day !== undefined && typeof end === 'string' && end.slice(0, 10) < day) return 'expired';
	return list(questionnaire.item).length === 0 ? 'no-questions' : undefined;
}

/** Libraries that the questionnaire names and that did not come along in compiled form. */
function missing(questionnaire: FhirResource, libraries: ElmLibrary[]): string[] {
	const there = new Set(libraries.map(({ canonical }) => canonical.split('|')[0]));
	return extensionsOf(questionnaire, URLS.library).flatMap(({ valueCanonical }) =>
		there.has(String(valueCanonical).split('|')[0]) ? [] : ['library-not-compiled'],
	);
}

const refused = (why: string): HospitalError =>
	new HospitalError(
		'questionnaire-refused',
		`The payer's answer is no questionnaire package: ${why}`,
		{
			nextStep:
				'Ask the payer which questionnaire service is meant for this address, or fill in the form on the payer’s portal.',
		},
	);
