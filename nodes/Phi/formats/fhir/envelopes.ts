import { DROPPED, isObject, masked, type Gone, type Json, type Place } from './place';
import type { FhirWalk } from './walk';

/** An entry of a Bundle; without its record nothing of it stays. */
export function bundleEntry(walk: FhirWalk, value: Json, place: Place): Json | Gone {
	const { fullUrl, _fullUrl, ...rest } = value;
	void _fullUrl;
	const done = walk.object(rest, 'Bundle.entry', place);
	if (typeof done === 'symbol') return DROPPED;
	if ('resource' in value && !('resource' in done)) return DROPPED;
	if (typeof fullUrl !== 'string') return done;
	const after = walk.identities.fullUrl(fullUrl);
	walk.did(after === undefined ? 'removed' : 'replaced', 'URL', place);
	return after === undefined ? done : { fullUrl: after, ...done };
}

/** What a Bundle asks of a server: the method stays, and the address where it is a record's. */
export function bundleRequest(walk: FhirWalk, value: Json, place: Place): Json | Gone {
	const { url, _url, ...rest } = value;
	void _url;
	const done = walk.object(rest, 'Bundle.entry.request', place);
	const out: Json = typeof done === 'symbol' ? {} : done;
	const after = typeof url === 'string' ? walk.identities.requestUrl(url) : undefined;
	walk.did(after === undefined ? 'removed' : 'replaced', 'URL', place);
	if (after === undefined) out._url = masked();
	else out.url = after;
	return out;
}

/** Words that HTTP has beside a status (RFC 9110 15); a server may write what it likes there. */
const REASONS = new Set(
	(
		'OK,Created,Accepted,No Content,Reset Content,Partial Content,Multi-Status,Not Modified,' +
		'Bad Request,Unauthorized,Forbidden,Not Found,Method Not Allowed,Not Acceptable,Conflict,Gone,' +
		'Precondition Failed,Content Too Large,Unsupported Media Type,Unprocessable Content,' +
		'Unprocessable Entity,Too Many Requests,Internal Server Error,Not Implemented,Bad Gateway,' +
		'Service Unavailable,Gateway Timeout'
	).split(','),
);

/** What a server answered: the status alone. */
export function bundleResponse(_walk: FhirWalk, value: Json): Json | Gone {
	const [, status, reason] =
		typeof value.status === 'string' ? (/^(\d{3})(?: (.{1,40}))?$/.exec(value.status) ?? []) : [];
	if (status === undefined) return DROPPED;
	return { status: reason !== undefined && REASONS.has(reason) ? `${status} ${reason}` : status };
}

/** A parameter whose record was left out is left out with it. */
export function parameter(walk: FhirWalk, value: Json, place: Place): Json | Gone {
	const done = walk.object(value, 'Parameters.parameter', place);
	const isGone =
		isObject(value) && 'resource' in value && typeof done !== 'symbol' && !('resource' in done);
	return isGone ? DROPPED : done;
}
