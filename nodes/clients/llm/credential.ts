import { tlsSettings, type TlsCredential } from '../../shared/egress';
import { approvedModels, pinFor } from './approved';
import { llmFault } from './errors';
import type { Deadlines, EngineOptions, ModelPin } from './types';

type Kind = EngineOptions['kind'];

/** The Local LLM credential as a person filled it in (credentials/LocalLlmApi.credentials.ts). */
export interface LocalLlmCredential extends TlsCredential {
	engine?: Kind;
	baseUrl: string;
	apiKey?: string;
	/** Requests that the server works on at once; 0: what it says. */
	slots?: number;
	/** Tokens; 0: what the server says. */
	contextWindow?: number;
	keepAlive?: string;
	/** One per line: name and digest. */
	approvedModels?: string;
	/** Contents of manifest files, one after the other. */
	modelManifests?: string;
	secondServer?: boolean;
	secondEngine?: Kind;
	secondBaseUrl?: string;
	secondApiKey?: string;
	secondServerName?: string;
}

/** What a node asks for. */
export interface ModelWish {
	model: string;
	/** Its name on the second server, when it differs. */
	secondModel?: string;
	/** What the node itself demands of the model, beside the list of the credential. */
	pin?: ModelPin;
	secondPin?: ModelPin;
	contextTokens?: number;
	deadlines?: Partial<Deadlines>;
}

/** One server of the credential and the model there. */
export interface ModelPlace {
	model: string;
	options: EngineOptions;
	second: boolean;
	/** For the audit ledger. */
	network: { address: string; port: number };
}

/**
 * The servers of a credential in the order in which they are asked: one, or two.
 *
 * @throws HospitalError `llm-model-changed` for a model that the credential does not approve,
 *   `llm-pin-unusable`, `llm-manifest-invalid`, `client-certificate-incomplete`
 */
export function placesOf(credential: LocalLlmCredential, wish: ModelWish): ModelPlace[] {
	const approved = approvedModels(credential.approvedModels ?? '', credential.modelManifests ?? '');
	const place = (options: EngineOptions, model: string, pin: ModelPin | undefined) => {
		const demanded = pinFor(model, approved, pin);
		return {
			model,
			options: {
				...options,
				...(demanded && { pin: demanded }),
				...(wish.deadlines && { deadlines: wish.deadlines }),
				...(wish.contextTokens && { contextTokens: wish.contextTokens }),
			},
			network: networkOf(options.baseUrl),
		};
	};
	const [first, second] = serversOf(credential);
	const places = [{ ...place(first, wish.model, wish.pin), second: false }];
	if (second !== undefined) {
		const name = wish.secondModel ?? wish.model;
		// The same name means the same model, so the same demand holds unless the node says otherwise.
		const pin = wish.secondPin ?? (name === wish.model ? wish.pin : undefined);
		if (wish.pin !== undefined && pin === undefined && approved === undefined) {
			throw llmFault(
				'llm-pin-unusable',
				'the node demands a fingerprint on the first server and none on the second',
			);
		}
		places.push({ ...place(second, name, pin), second: true });
	}
	return places;
}

/** The servers of a credential, without a model. @throws HospitalError `client-certificate-incomplete` */
export function serversOf(
	credential: LocalLlmCredential,
): [EngineOptions, EngineOptions | undefined] {
	const tls = tlsSettings(credential);
	const common = {
		...(credential.contextWindow && { contextTokens: credential.contextWindow }),
		...(credential.keepAlive?.trim() && { keepAlive: credential.keepAlive.trim() }),
	};
	const first = {
		...common,
		kind: credential.engine ?? 'auto',
		baseUrl: (credential.baseUrl ?? '').trim(),
		tls,
		...(credential.apiKey?.trim() && { apiKey: credential.apiKey.trim() }),
	};
	if (credential.secondServer !== true) return [first, undefined];
	const { ca, cert, key } = tls;
	const servername = credential.secondServerName?.trim();
	const second = {
		...common,
		kind: credential.secondEngine ?? 'auto',
		baseUrl: (credential.secondBaseUrl ?? '').trim(),
		tls: {
			...(ca !== undefined && { ca }),
			...(cert !== undefined && key !== undefined && { cert, key }),
			...(servername && { servername }),
		},
		...(credential.secondApiKey?.trim() && { apiKey: credential.secondApiKey.trim() }),
	};
	return [first, second];
}

function networkOf(baseUrl: string): { address: string; port: number } {
	// An address that is none is refused where the engine is made.
	const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
	if (url === undefined) return { address: 'unknown', port: 0 };
	return {
		address: url.hostname,
		port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
	};
}
