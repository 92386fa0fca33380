import type { EgressFilter, EgressPolicy, TlsSettings } from '../../shared/egress';
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
