import type { Client } from 'fhir-kit-client' with { 'resolution-mode': 'import' };
import { HospitalError } from '../../shared/errors';
import { vendor } from '../../shared/vendor';
import { badAnswer } from './errors';
import { checkBaseUrl, localReference, safeLink } from './links';
import { FhirTransport } from './transport';
import type { CallOptions, FhirConnection, FhirResource } from './types';

type Kit = { Client: new (config: object) => Client };

/** A parsed answer with what its headers say. */
export interface Answer {
	body: FhirResource;
	/** HTTP status, always 2xx. */
	status: number;
	header: (name: string) => string | undefined;
	/** Size of the body. */
	bytes: number;
}

/** The bundled client hangs the response it got under this key, hidden from JSON. */
interface Held {
	__response?: { status: number; headers: { get(name: string): string | null } };
}

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Extra {
	headers?: Record<string, string>;
	/** True when sending it twice is harmless. Taken as true for GET only. */
	repeatable?: boolean;
}

/** One server: what every kind of request needs. The files beside this one each make one kind. */
export class Exchange {
	/** The endpoint, without a slash at its end. */
	readonly baseUrl: string;
	readonly transport: FhirTransport;
	private readonly kit: Client;
	private readonly knownAs: string[];

	constructor(readonly connection: FhirConnection) {
		this.baseUrl = checkBaseUrl(connection.baseUrl);
		this.knownAs = (connection.knownAs ?? []).map(checkBaseUrl);
		this.transport = new FhirTransport(connection, this.baseUrl);
		const { Client } = vendor<Kit>('fhir-kit-client');
		this.kit = new Client({
			baseUrl: this.baseUrl,
			requestOptions: { transport: this.transport.send },
		});
	}

	/** @throws HospitalError `fhir-foreign-link` */
	link(url: string): string {
		return safeLink(this.baseUrl, url, this.knownAs);
	}

	/** See {@link localReference}. */
	local(reference: unknown): ReturnType<typeof localReference> {
		return localReference(reference, this.baseUrl, this.knownAs);
	}

	/**
	 * Makes one call of the bundled client.
	 *
	 * @param doing what is being done, for messages: no id, no value
	 * @param send calls one method of the bundled client with the options it is given
	 * @throws HospitalError and nothing else
	 */
	async call(
		doing: string,
		{ signal }: CallOptions,
		extra: Extra,
		send: (kit: Client, init: object) => Promise<FhirResource>,
	): Promise<Answer> {
		let bytes = 0;
		const onBytes = (count: number) => (bytes = count);
		let body: FhirResource;
		try {
			body = await send(this.kit, { doing, onBytes, ...(signal && { signal }), ...extra });
		} catch (error) {
			if (error instanceof HospitalError) throw error;
			// What remains is JSON that breaks off; the library's message would hold the address.
			throw badAnswer(doing, 'the answer is not valid JSON');
		}
		const response = (body as Held).__response;
		return {
			body,
			status: response?.status ?? 0,
			header: (name) => response?.headers.get(name) ?? undefined,
			bytes,
		};
	}

	/**
	 * A request that the bundled client has no method for.
	 *
	 * @param path below the endpoint, empty for the endpoint itself, or a link that {@link link} passed
	 */
	async request(
		doing: string,
		options: CallOptions,
		{ method, path, body, ...extra }: Extra & { method: Method; path: string; body?: unknown },
	): Promise<Answer> {
		return await this.call(doing, options, extra, (kit, init) =>
			// For an empty path the library would ask `<base>/`, which strict servers answer with a redirect.
			kit.request(path || this.baseUrl, {
				method,
				options: init,
				...(body !== undefined && { body: body as FhirResource }),
			}),
		);
	}
}
