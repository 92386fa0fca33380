import { randomBytes } from 'node:crypto';
import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contract } from '../contracts/contract';
import { makeFolder, writeNew } from '../durable';
import { decrypt, encrypt } from '../encryption';
import { HospitalError, systemCode, toHospitalError } from '../errors';
import { atPointer, fitsPattern, mapLeaves } from '../json-pointer';
import { findTokens, formatToken, type Token } from './token';

const MAX_SEALED_BYTES = 64 * 1024 * 1024;
const MOST_KNOWN = 10_000;

/**
 * Keeps patient data out of n8n's database: an item keeps its shape, every leaf that the contract
 * does not list as clear is replaced by a token, and the values go into one AES-256-GCM file.
 *
 * The workflow id is authenticated with the ciphertext: another workflow that gets hold of a token
 * cannot open it.
 */
export class Sealer {
	/** Groups whose folder was there, so that it need not be looked at again for every item. */
	private readonly known = new Set<string>();

	/** @param folder `sealed` of the data directory. @param key derived for `sealed` */
	constructor(
		private readonly folder: string,
		private readonly key: Buffer,
		private readonly today: () => Date = () => new Date(),
	) {}

	/**
	 * @param clear JSON Pointer patterns of the leaves that stay readable
	 * @param group id of the work item that the value belongs to, so that it goes with it
	 * @returns the same shape; null, booleans and empty strings have nothing to hide and stay
	 */
	async seal(
		value: unknown,
		clear: readonly string[],
		workflowId: string,
		group: string | undefined,
	): Promise<unknown> {
		const id = randomBytes(16).toString('hex');
		const holder = group === undefined ? freeGroup(this.today()) : safeName(group);
		const text = JSON.stringify(value) as string | undefined;
		if (text === undefined) return undefined;
		let hidden = 0;
		// The shape is taken from what is stored (dates as text, no undefined), so that both agree.
		const shape = mapLeaves(JSON.parse(text), (leaf, steps) => {
			if (leaf === null || leaf === '' || typeof leaf === 'boolean') return leaf;
			if (clear.some((pattern) => fitsPattern(pattern, steps))) return leaf;
			hidden += 1;
			return formatToken(holder, id, steps);
		});
		if (hidden === 0) return shape;
		const plain = Buffer.from(text);
		if (plain.length > MAX_SEALED_BYTES) {
			throw new HospitalError('item-too-large', 'The item is too large to be sealed (over 64 MB)', {
				nextStep: 'Ask for fewer or smaller resources, or page through them.',
			});
		}
		await this.write(holder, id, encrypt(this.key, plain, context(workflowId, holder, id)));
		return shape;
	}

	private async write(holder: string, id: string, bytes: Buffer): Promise<void> {
		const folder = join(this.folder, holder);
		if (!this.known.has(holder)) await this.makeHolder(holder, folder);
		try {
			await writeNew(join(folder, id), bytes);
		} catch (error) {
			if (systemCode(error) !== 'ENOENT') throw error;
			// Disposed of since, here or in another process.
			await this.makeHolder(holder, folder);
			await writeNew(join(folder, id), bytes);
		}
	}

	private async makeHolder(holder: string, folder: string): Promise<void> {
		await makeFolder(folder);
		if (this.known.size >= MOST_KNOWN) this.known.clear();
		this.known.add(holder);
	}

	/** {@link seal} with the clear list of a contract. */
	sealContract(
		contract: Contract,
		value: unknown,
		workflowId: string,
		group: string | undefined,
	): Promise<unknown> {
		return this.seal(value, clearList(contract), workflowId, group);
	}

	/**
	 * Replaces every token in `value` by what it stands for. A leaf that is one token becomes the
	 * original value with its type; tokens inside a longer text become text.
	 *
	 * @param escape how a text or number that a token stands for is written, where the result is read
	 *   by rules of its own: what a token stands for is one value and must not be taken for such rules
	 * @throws HospitalError `sealed-data-gone` when the file was disposed of, `sealed-data-unreadable`
	 * when it was changed or belongs to another workflow, or what the disk said
	 */
	async open(value: unknown, workflowId: string, escape?: Escape): Promise<unknown> {
		const needed = new Set<string>();
		mapLeaves(value, (leaf) => {
			if (typeof leaf === 'string')
				for (const token of findTokens(leaf)) needed.add(fileName(token));
			return leaf;
		});
		if (needed.size === 0) return value;
		const contents = new Map<string, unknown>();
		for (const name of needed) contents.set(name, await this.read(name, workflowId));
		return mapLeaves(value, (leaf) =>
			typeof leaf === 'string' ? replaceTokens(leaf, contents, escape) : leaf,
		);
	}

	/** How many files are sealed for a work item. */
	async count(group: string): Promise<number> {
		return (await filesIn(join(this.folder, safeName(group)))).length;
	}

	/** Removes everything sealed for a work item. @returns how many files */
	async dispose(group: string): Promise<number> {
		return await removeFolder(join(this.folder, safeName(group)));
	}

	/**
	 * Removes the free groups (items without a work item) from before `limit`.
	 *
	 * @param record told how many files before any of them is removed; when it fails all of them stay
	 * @returns how many files
	 */
	async disposeFreeBefore(
		limit: Date,
		record: (count: number) => Promise<void> = async () => {},
	): Promise<number> {
		const oldest = freeGroup(limit);
		const groups = (await readdir(this.folder)).filter(
			(group) => group.startsWith('free-') && group < oldest,
		);
		let count = 0;
		for (const group of groups) count += (await filesIn(join(this.folder, group))).length;
		if (count > 0) await record(count);
		for (const group of groups) await removeFolder(join(this.folder, group));
		return count;
	}

	private async read(name: string, workflowId: string): Promise<unknown> {
		const [group, id] = name.split('/');
		const path = join(this.folder, group, id);
		let bytes: Buffer;
		try {
			const { size } = await stat(path);
			// Nothing that seal() wrote is longer: a file that grew does not open, and is not read.
			bytes = size > 2 * MAX_SEALED_BYTES ? Buffer.alloc(0) : await readFile(path);
		} catch (error) {
			if (systemCode(error) !== 'ENOENT') throw toHospitalError(error, 'Reading sealed data');
			throw new HospitalError(
				'sealed-data-gone',
				'The sealed data of this item is not there any more',
				{
					nextStep:
						'It is removed when the work is closed or its time to live is over. Run the work again from its trigger.',
					cause: error,
				},
			);
		}
		return JSON.parse(decrypt(this.key, bytes, context(workflowId, group, id)).toString('utf8'));
	}
}

/** The patterns of a contract's clear fields. */
export function clearList(contract: Contract): string[] {
	return Object.keys(contract.fields).filter((pointer) => contract.fields[pointer].clear === true);
}

/** Writes one value so that no character of it has a meaning. */
export type Escape = (value: string) => string;

function replaceTokens(
	text: string,
	contents: ReadonlyMap<string, unknown>,
	escape: Escape | undefined,
): unknown {
	const tokens = findTokens(text);
	if (tokens.length === 0) return text;
	if (tokens.length === 1 && tokens[0].text.length === text.length) {
		const value = valueOf(tokens[0], contents);
		return escape === undefined || typeof value === 'object' ? value : escape(String(value));
	}
	if (escape !== undefined) {
		return filled(text, tokens, contents, (value, before) => escape(inText(value, before)));
	}
	// Whoever writes JSON around a token means a value: a quote in it must not end his text.
	const json = /^\s*[[{]/.test(text) ? filled(text, tokens, contents, inJson) : undefined;
	return json !== undefined && isJson(json) ? json : filled(text, tokens, contents, inText);
}

type Written = (value: unknown, before: string) => string;

function filled(
	text: string,
	tokens: ReturnType<typeof findTokens>,
	contents: ReadonlyMap<string, unknown>,
	written: Written,
): string {
	let result = '';
	let from = 0;
	for (const token of tokens) {
		result += text.slice(from, token.index);
		result += written(valueOf(token, contents), text.slice(0, token.index));
		from = token.index + token.text.length;
	}
	return result + text.slice(from);
}

const inText: Written = (value) =>
	typeof value === 'object' ? JSON.stringify(value) : String(value ?? '');

const inJson: Written = (value, before) => {
	const quotes = before.replace(/\\./gs, '').split('"').length - 1;
	return quotes % 2 === 1
		? JSON.stringify(inText(value, before)).slice(1, -1)
		: (JSON.stringify(value) ?? 'null');
};

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

/**
 * What a token stands for. A text that was written behind it with a slash (`{{ token }}/2026-11-22`) reads
 * like a part of its pointer: where that leads to nothing, and a shorter one to a single value, the rest
 * is text.
 */
function valueOf(token: Token, contents: ReadonlyMap<string, unknown>): unknown {
	const content = contents.get(fileName(token));
	const value = atPointer(content, token.pointer);
	if (value !== undefined) return value;
	for (let end = token.pointer.lastIndexOf('/'); end > 0; ) {
		const shorter = atPointer(content, token.pointer.slice(0, end));
		if (typeof shorter === 'string' || typeof shorter === 'number') {
			return `${shorter}${token.pointer.slice(end)}`;
		}
		end = token.pointer.lastIndexOf('/', end - 1);
	}
	throw new HospitalError('sealed-data-unreadable', 'A sealed value is not where its token says', {
		nextStep:
			'The token was edited, or text was written directly behind it. Pass it on as it is, or put a space before the text.',
	});
}

const fileName = (token: Token): string => `${token.group}/${token.id}`;
const context = (workflowId: string, group: string, id: string): string =>
	`sealed/1/${workflowId}/${group}/${id}`;
const freeGroup = (day: Date): string =>
	`free-${day.toISOString().slice(0, 10).replaceAll('-', '')}`;

function safeName(group: string): string {
	if (!/^[A-Za-z0-9_-]{1,64}$/.test(group)) {
		throw new HospitalError('invalid-name', 'That is not the name of a work item', {
			nextStep: 'Copy the id from "hospital work list".',
		});
	}
	return group;
}

/** Names in a folder; none when there is no such folder. */
async function filesIn(folder: string): Promise<string[]> {
	try {
		return await readdir(folder);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
		throw error;
	}
}

async function removeFolder(folder: string): Promise<number> {
	const files = await filesIn(folder);
	await rm(folder, { recursive: true, force: true });
	return files.length;
}
