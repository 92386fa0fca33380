import { X509Certificate } from 'node:crypto';

const DAY = 86_400_000;
/** From so many days before the end on it is said every day. */
export const EXPIRES_SOON_DAYS = 30;

/** @returns whole days until the first certificate of a PEM text ends; negative when it has ended */
export function daysLeft(pem: string, now = Date.now()): number {
	return Math.floor((Date.parse(new X509Certificate(pem).validTo) - now) / DAY);
}

/**
 * Says at once and then every day that the certificate ends soon or has ended.
 *
 * @returns stops it
 */
export function watchExpiry(pem: string, expiring: (days: number) => void): () => void {
	const look = () => {
		const days = daysLeft(pem);
		if (days < EXPIRES_SOON_DAYS) expiring(days);
	};
	look();
	const timer = setInterval(look, DAY);
	timer.unref();
	return () => clearInterval(timer);
}
