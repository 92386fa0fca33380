import { HospitalError } from '../../shared/errors';
import type { DeskPlace } from './case-store';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** True where a browser keeps cookies and text from others on the way: https, or the same machine. */
export function isSafeAddress(text: string): boolean {
	if (!URL.canParse(text)) return false;
	const { protocol, hostname } = new URL(text);
	return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}

/**
 * The address at which n8n shows the page of a paused execution.
 *
 * @param resumeUrl `$execution.resumeUrl`, with n8n's signature in its query
 * @throws HospitalError `sign-off-address`, when the page could not work there
 */
export function pageUrlOf(resumeUrl: unknown, nodeId: string, desk: DeskPlace | undefined): string {
	if (desk === undefined) {
		throw new HospitalError('sign-off-desk-missing', 'There is no desk where clinicians sign in', {
			nextStep:
				'Import the template sign-off-desk.json, set it up and publish it. In queue mode main process and workers must share HOSPITAL_DATA_DIR.',
		});
	}
	if (typeof resumeUrl !== 'string' || !isSafeAddress(resumeUrl)) {
		throw badAddress(
			'The address of this n8n is not known, or not protected by https',
			'Set WEBHOOK_URL to the address under which clinicians reach this n8n, beginning with https://, for main process and workers alike. Then restart n8n.',
		);
	}
	const url = new URL(resumeUrl);
	if (url.origin !== new URL(desk.url).origin) {
		throw badAddress(
			'The page and the desk would stand at different addresses',
			'Set the same WEBHOOK_URL for main process and workers, restart n8n, and publish the workflow of the desk once more.',
		);
	}
	url.pathname = `${url.pathname.replace(/\/$/, '')}/${nodeId}`;
	return url.href;
}

/** @throws HospitalError `sign-off-address` */
export function checkedDeskUrl(url: string | undefined): string {
	if (url !== undefined && isSafeAddress(url)) return url;
	throw badAddress(
		'The desk cannot be served: its address is not protected by https',
		'Set WEBHOOK_URL to the address under which clinicians reach this n8n, beginning with https://, and restart n8n. Only on the same machine http is enough.',
	);
}

const badAddress = (message: string, nextStep: string): HospitalError =>
	new HospitalError('sign-off-address', message, { nextStep });
