import { openPhi } from '../../../dist/nodes/Phi/engine/index.js';
import { loadProfile } from '../../../dist/nodes/Phi/profiles/index.js';
import type { Authority } from '../../../dist/nodes/Phi/transforming/index.js';
import type { Found } from './score.ts';

/** The engine as a workflow step has it, without a model; what it answers, and nothing of how. */
export interface BenchPhi {
	/** Where identifiers were replaced in a text; the whole way is gone, the look at the output too. */
	spans(text: string, context: readonly unknown[]): Promise<readonly Found[]>;
	text(text: string, context: readonly unknown[]): Promise<string>;
	fhir(bundle: Record<string, unknown>): Promise<Record<string, unknown>>;
	hl7(message: string): Promise<string>;
	dicom(bytes: Buffer): Promise<Buffer>;
	close(): Promise<void>;
}

export interface BenchSettings {
	readonly profile: string;
	/** 32 bytes, for profiles that shift dates. */
	readonly key?: Buffer;
	readonly authorities?: readonly Authority[];
}

export async function openBenchPhi({
	profile,
	key,
	authorities,
}: BenchSettings): Promise<BenchPhi> {
	const phi = await openPhi({
		profile: loadProfile(profile),
		project: 'bench',
		onUncertain: 'review',
		...(key !== undefined && { key }),
		...(authorities !== undefined && { authorities }),
	});
	return {
		spans: async (text, context) => (await phi.text(text, { context })).spans,
		text: async (text, context) => (await phi.text(text, { context })).text,
		fhir: async (bundle) => made((await phi.fhir(bundle)).resource, 'a resource'),
		hl7: async (message) => made((await phi.hl7(message)).message, 'a message').toString('utf8'),
		dicom: async (bytes) => made((await phi.dicom({ bytes }, 'bytes')).bytes, 'an instance'),
		close: async () => await phi.close(),
	};
}

function made<T>(result: T | undefined, what: string): T {
	if (result === undefined) throw new Error(`The engine gave no result for ${what}`);
	return result;
}
