import { resolve } from 'node:path';
import type { ClinicalDraft, ClinicalFacts } from '../../shared/contracts';
import type { Command, Output } from '../../shared/command';
import { last, parseArguments, readNamedFile } from '../../shared/command-line';
import { toHospitalError } from '../../shared/errors';
import { isSound, readDraft, readFacts, requireSameFacts, requireSamePatient } from '../drafting';
import { verifyDraft } from '../verifying';

const USAGE = `Usage: hospital draft verify --facts FILE --draft FILE

Compares every sentence of a draft with the facts of a chart and prints what was found as JSON: the
verdict of each sentence with its evidence, what is missing, and where the chart contradicts itself. No
model takes part, nothing is sent, and neither a data directory nor a key is needed.

--facts FILE  facts as Extract Facts of the Clinical Draft node makes them (JSON)
--draft FILE  draft as Draft of that node makes it (JSON), or one with the same fields of another program;
              template, cites and origin of a sentence may be left out, and factsHash; a draft that
              names the hash of other facts is not compared

Rows of tables are compared with the rows that the facts give, and titles and what is said of an empty
section with the words of this software. Other rows are judged word by word and named as not compared.

Ends with 0 when every sentence that belongs to the document is supported, every row is one that the facts
give, and nothing is left out, with 1 when not, and with 2 when the files cannot be used. The output holds
what the files hold of the patient.`;

export const draftCommand: Command = {
	name: 'draft',
	summary: 'compare a draft with the facts of the chart',
	calls: [['draft verify', 'compare a draft with the facts of the chart, as JSON']],
	usage: USAGE,
	run([verb, ...words], out) {
		return Promise.resolve(verb === 'verify' ? verify(words, out) : wrong(out));
	},
};

function verify(words: readonly string[], out: Output): number {
	const asked = parseArguments(words, ['facts', 'draft']);
	const [factsPath, draftPath] = [last(asked, 'facts'), last(asked, 'draft')];
	if (factsPath === undefined || draftPath === undefined || asked.rest.length > 0)
		return wrong(out);
	const input = read(factsPath, draftPath, out);
	if (input === undefined) return 2;
	const verification = verifyDraft(input.facts, input.draft);
	out.line(JSON.stringify(verification, null, '\t'));
	return isSound(input.draft, verification) ? 0 : 1;
}

function read(
	factsPath: string,
	draftPath: string,
	out: Output,
): { facts: ClinicalFacts; draft: ClinicalDraft } | undefined {
	try {
		const facts = readFacts(jsonOf(factsPath));
		const draft = readDraft(jsonOf(draftPath));
		// A draft of another program need not say from which facts it was made.
		if (draft.factsHash === '') requireSamePatient(facts, draft);
		else requireSameFacts(facts, draft);
		return { facts, draft };
	} catch (error) {
		const { message, nextStep } = toHospitalError(error, 'Reading the files');
		out.note(`${message}.`);
		out.note(nextStep);
		return undefined;
	}
}

/** @returns undefined for what is no JSON: then it is no facts and no draft either */
function jsonOf(path: string): unknown {
	const text = readNamedFile(resolve(path));
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

function wrong(out: Output): number {
	out.note(USAGE);
	return 2;
}
