import { Gap, type PreparedText } from '../types';

/** The token in lower case, '' outside the note. */
export function lower(prepared: PreparedText, token: number): string {
	return token >= 0 && token < prepared.count ? prepared.at(token).lower : '';
}

/** True when at most one blank stands before the token. */
export function near(prepared: PreparedText, token: number): boolean {
	return token < prepared.count && (prepared.gaps[token] as number) <= Gap.space;
}
