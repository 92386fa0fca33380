import type { EgressFilter, EgressPolicy, ProxySettings, TlsSettings } from '../../shared/egress';
import type { HttpTimeouts } from '../http';
import type { Authorizer } from './auth';

/** Any FHIR R4 resource. */
export interface FhirResource {
	resourceType: string;
	id?: string;
	meta?: {
		versionId?: string;
		lastUpdated?: string;
		profile?: string[];
		security?: FhirCoding[];
		tag?: FhirCoding[];
		[element: string]: unknown;
	};
	[element: string]: unknown;
}

export interface FhirCoding {
	system?: string;
	code?: string;
	display?: string;
}

export interface BundleEntry {
	fullUrl?: string;
	resource?: FhirResource;
	search?: { mode?: string };
	request?: {
		method: string;
		url: string;
		ifNoneExist?: string;
		ifMatch?: string;
		ifNoneMatch?: string;
	};
	response?: {
		status?: string;
		location?: string;
		etag?: string;
		lastModified?: string;
		outcome?: FhirResource;
	};
}

export interface Bundle extends FhirResource {
	resourceType: 'Bundle';
	type: string;
	total?: number;
	link?: Array<{ relation?: string; url?: string }>;
	entry?: BundleEntry[];
}

/** Search parameters by name; several values of one name must all hold (FHIR search 3.1.1.4.3). */
export type SearchParameters = Record<string, string | number | boolean | Array<string | number>>;

/** One FHIR server and how to speak to it. */
export interface FhirConnection {
	/** Address of the FHIR endpoint, `https://fhir.example.org/r4`. */
	baseUrl: string;
	authorizer?: Authorizer;
	tls?: TlsSettings;
	/** Forward proxy on the way to the server. */
	proxy?: ProxySettings;
	timeouts?: HttpTimeouts;
	/** Bytes of one answer. 32 MiB when absent. */
	maxResponseBytes?: number;
	/**
	 * Other addresses by which the server calls itself in links, when it stands behind a proxy. Such
	 * a link is rewritten to `baseUrl`; nothing is ever sent to these addresses.
	 */
	knownAs?: string[];
	retry?: Partial<RetryPolicy>;
	policy?: EgressPolicy;
	filter?: EgressFilter;
}

export interface RetryPolicy {
	/** How often a request is sent at most. 4 when absent. */
	attempts: number;
	/** First pause in milliseconds; it doubles each time, with jitter. 500 when absent. */
	firstDelayMs: number;
	/** Longest pause, also for Retry-After. 30 000 when absent. */
	longestDelayMs: number;
}

export interface CallOptions {
	signal?: AbortSignal;
}

/** One step of a JSON Patch (RFC 6902). `path` and `from` are JSON Pointers into the resource. */
export type JsonPatchOperation =
	| { op: 'add' | 'replace' | 'test'; path: string; value: unknown }
	| { op: 'remove'; path: string }
	| { op: 'move' | 'copy'; path: string; from: string };

/** A change to parts of a resource, in one of the two forms of FHIR (http.html 3.1.0.7). */
export type PatchBody =
	| { operations: JsonPatchOperation[] }
	/** FHIRPath Patch: a Parameters resource (fhirpatch.html). */
	| { parameters: FhirResource };

export interface WriteOptions extends CallOptions {
	/** The ETag that was read: the server refuses when somebody else wrote meanwhile. */
	ifMatch?: string;
}

export interface ConditionalOptions extends WriteOptions {
	/**
	 * Where the condition travels. `body` (the default) puts the write into a batch of one entry, so
	 * that the condition stands in no address and in no log; `address` is for servers without batches
	 * and for conditions that identify nobody.
	 */
	conditionIn?: 'body' | 'address';
}

/** The condition of a conditional write: search parameters that must find exactly one resource. */
export type Condition = Record<string, string>;

/** Whose history: everything, one type, or one resource. */
export interface HistoryScope {
	type?: string;
	/** Needs `type`. */
	id?: string;
}

/** An operation (operations.html): on the server, on a type, or on one resource. */
export interface OperationCall {
	/** `$validate`; the dollar sign may be left out. */
	name: string;
	type?: string;
	id?: string;
	/** POST when absent. GET is only for operations that change nothing, and its query stands in logs. */
	method?: 'POST' | 'GET';
	/** Body of a POST: Parameters, or the one resource that the operation takes. */
	input?: FhirResource;
	query?: SearchParameters;
}
