import { createHash } from 'node:crypto';
import {
	asJson,
	fingerprinter,
	onceAnswered,
	parametersOf,
	type LocalLlmCredential,
} from '../../clients/llm';
import { canonicalJson } from '../../shared/canonical-json';
import {
	clinicalDraftContract,
	clinicalFactsContract,
	type ClinicalDraft,
	type ClinicalFacts,
} from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import {
	byContract,
	contractField,
	type Operation,
	type OperationContext,
} from '../../shared/face';
import { draftWith, PLANS, PROMPT_VERSION, readFacts, type DraftKind } from '../drafting';
import { Asking, type Subject } from './asking';
import { earlierFactsField, kindField } from './kind-fields';
import { draftOptions, modelField, sentencesField } from './model-fields';
import {
	readManner,
	readSettings,
	type DraftManner,
	type DraftSettings,
	type RawOptions,
} from './settings';
import { subjectOf } from './subject';

export const draft: Operation = {
	value: 'draft',
	name: 'Draft',
	description:
		'Make a draft from facts: tables without a model, and sentences of a local model into which drugs, doses, numbers and dates are put from facts only',
	action: 'Draft a document from facts',
	fields: [
		{ ...contractField(clinicalFactsContract), displayName: 'Facts' },
		kindField,
		earlierFactsField,
		sentencesField,
		modelField,
		draftOptions,
	],
	async execute(context) {
		const facts = readFacts(await context.contract<ClinicalFacts>(clinicalFactsContract));
		const wish = await readWish(context);
		const subject = await subjectOf(context, facts);
		const { value, fresh } = await onceAnswered(
			context.onceJson.bind(context),
			`draft/${questionOf(facts, wish)}`,
			async () => await make(context, facts, wish, subject),
			({ reason }) => reason,
		);
		await context.audit({
			kind: 'access',
			interaction: fresh ? 'clinical-draft-made' : 'clinical-draft-reused',
			action: 'C',
			outcome: value.reason === undefined ? '0' : '4',
			...(value.reason !== undefined && { outcomeReason: value.reason }),
			patient: subject.patient,
			objects: [
				...subject.objects,
				{ type: 'clinical-facts', sha256: facts.hash },
				{ type: 'clinical-draft', sha256: sha256(canonicalJson(value)) },
			],
		});
		return { add: [byContract(clinicalDraftContract, value)] };
	},
};

/** What the node is set to. */
interface Wish {
	kind: DraftKind;
	before: ClinicalFacts | undefined;
	settings: DraftSettings;
	/** Undefined: no model is asked. */
	manner: DraftManner | undefined;
}

async function readWish(context: OperationContext): Promise<Wish> {
	const kind = await context.parameter<DraftKind>('draftKind', 'discharge-summary');
	if (!Object.hasOwn(PLANS, kind)) {
		throw new HospitalError('input-invalid', 'There is no such kind of document', {
			nextStep: 'Choose one of the list.',
		});
	}
	const asksModel = (await context.parameter<string>('sentencesBy', 'model')) !== 'none';
	const options = await context.parameter<RawOptions>('draftOptions', {});
	return {
		kind,
		before: kind === 'addendum' ? await earlierFacts(context) : undefined,
		settings: readSettings(options),
		manner: asksModel
			? readManner(await context.parameter<unknown>('model'), options, context.work?.priority)
			: undefined,
	};
}

async function earlierFacts(context: OperationContext): Promise<ClinicalFacts> {
	const given = await context.parameter<unknown>('earlierFacts', '');
	let value = given;
	if (typeof given === 'string') {
		try {
			value = JSON.parse(given) as unknown;
		} catch {
			value = undefined;
		}
	}
	if (value !== undefined && value !== null) return readFacts(value);
	throw new HospitalError('input-missing', 'There are no earlier facts to compare with', {
		nextStep:
			'An addendum needs the facts from which the signed document was made, in the field Earlier Facts.',
	});
}

/** Everything that makes it another draft: a repeated run gets the stored one for the same question. */
function questionOf(facts: ClinicalFacts, { kind, before, settings, manner }: Wish): string {
	// When it is asked, and how long is waited, makes no other draft.
	const shaping = manner && { ...manner, priority: undefined, deadlines: undefined };
	const question = [facts.hash, kind, before?.hash, settings, shaping, PROMPT_VERSION];
	return sha256(canonicalJson(asJson(question)));
}

async function make(
	context: OperationContext,
	facts: ClinicalFacts,
	wish: Wish,
	subject: Subject,
): Promise<ClinicalDraft> {
	const { kind, before, settings, manner } = wish;
	const { title, sections, sectionsPerCall, budget } = settings;
	const asking =
		manner &&
		(await Asking.of(
			context,
			await context.credentials<LocalLlmCredential>('localLlmApi'),
			manner,
			subject,
			`narrative/${questionOf(facts, wish)}`,
		));
	return await draftWith(asking && ((request) => asking.ask(request)), facts, {
		kind,
		...(before && { before }),
		...(title !== '' && { title }),
		...(sections.length > 0 && { sections }),
		sectionsPerCall,
		budget,
		secrets: {
			// Nobody who writes into the chart knows the site key; the same facts give the same prompt.
			nonce: (await context.pseudonym('draft-fence', facts.hash, kind)).pseudonym,
			canary: (await context.pseudonym('draft-canary', facts.hash, kind)).pseudonym,
			fingerprint: await fingerprinter(),
		},
		...(manner && { parameters: parametersOf(manner) }),
	});
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
