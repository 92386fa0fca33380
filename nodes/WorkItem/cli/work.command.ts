import type { Command, Output } from '../../shared/command';
import { last, parseArguments, writeNamedFile, type Arguments } from '../../shared/command-line';
import { dataRoot } from '../../shared/data-directory';
import { existingDataDirectory } from '../../shared/existing-data-directory';
import { readWaiting } from '../../shared/waiting';
import { workListing } from '../../shared/work';
import { list } from './list';
import { workPage } from './page';
import { purge, retry, retryAll } from './requests';
import { show } from './show';

const USAGE = `Usage:
  hospital work list                    what is open, and what still waits for images
  hospital work list --all              the same, and what has ended: the last 1000
  hospital work list --waiting          only what still waits for images
  hospital work show ID                 one item: state, reason, owner, attempts, versions
  hospital work page FILE               all of it as a page for a browser
  hospital work retry ID                take an ended or waiting item up again
  hospital work retry --reason CODE     the same for all that ended as ESCALATED with this reason
  hospital work purge --days N          dispose of what ended more than N days ago

  --limit N   with "list --all": how many that have ended
  --json      with "list" and "show": one JSON object per line, for scripts; "list --all --json"
              gives everything that has ended unless --limit is set

Examples:
  hospital work list --all --limit 20
  hospital work retry --reason credential-missing

"retry" and "purge" are carried out by the running n8n within a second, or at its next start.
No command shows patient data.`;

/** What each verb takes: options with a value, options without, and the words after it. */
const VERBS: Readonly<
	Record<string, { valued?: readonly string[]; switches?: readonly string[]; words: number }>
> = {
	list: { valued: ['limit'], switches: ['all', 'json', 'waiting'], words: 0 },
	show: { switches: ['json'], words: 1 },
	page: { words: 1 },
	retry: { valued: ['reason'], words: 1 },
	purge: { valued: ['days'], words: 0 },
};

export const workCommand: Command = {
	name: 'work',
	summary: 'list, show, retry and purge pieces of work',
	calls: [
		['work list', 'what is open, and what still waits for images'],
		['work list --all', 'the same, and what has ended'],
		['work show ID', 'everything about one piece of work'],
		['work page FILE', 'all of it as a page for a browser'],
		['work retry ID', 'have a piece of work done again'],
		['work purge --days N', 'dispose of what ended long ago'],
	],
	usage: USAGE,
	async run([verb = '', ...words], out) {
		const takes = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
		if (takes === undefined) return misused(out, verb === '' ? '' : `There is no "work ${verb}".`);
		const args = parseArguments(words, takes.valued ?? [], takes.switches);
		if (args.rest.length > takes.words) {
			return misused(out, `"work ${verb}" takes no word "${args.rest[takes.words]}".`);
		}
		if (!isWhole(verb, args)) return misused(out, '');
		await existingDataDirectory();
		return await carryOut(verb, args, out);
	},
};

/** True when nothing that the verb needs is missing. */
function isWhole(verb: string, args: Arguments): boolean {
	const named = args.rest.length > 0;
	if (verb === 'purge') return last(args, 'days') !== undefined;
	if (verb === 'retry') return named !== (last(args, 'reason') !== undefined);
	return named || verb !== 'show';
}

async function carryOut(verb: string, args: Arguments, out: Output): Promise<number> {
	const [argument] = args.rest;
	if (verb === 'list') return await list(args, out);
	if (verb === 'page') return await page(argument, out);
	if (verb === 'purge') return await purge(last(args, 'days') ?? '', out);
	if (verb === 'show') return await show(argument, args.switches.has('json'), out);
	const reason = last(args, 'reason');
	return reason === undefined ? await retry(argument, out) : await retryAll(reason, out);
}

function misused(out: Output, what: string): number {
	if (what !== '') out.note(what);
	out.note(USAGE);
	return 2;
}

/** To standard output when no file is named. */
async function page(file: string | undefined, out: Output): Promise<number> {
	const waiting = await readWaiting(dataRoot(process.env));
	const html = await workPage(await workListing(), Date.now(), waiting);
	if (file === undefined) out.line(html);
	else {
		await writeNamedFile(file, `${html}\n`);
		out.line(file);
	}
	return 0;
}
