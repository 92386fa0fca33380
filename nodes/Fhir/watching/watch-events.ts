/** What a watch has to tell beside the changes. Codes, counts and times: nothing of a patient. */
export type WatchEvent =
	/** No look has succeeded for long; told once, and again every hour. */
	| { type: 'failing'; reason: string; minutes: number }
	/** Looks succeed again. */
	| { type: 'recovered'; minutes: number }
	/** Another process watches with the same position; told once. */
	| { type: 'held-elsewhere' }
	/** The server counted events that never came: they are found by the look that follows. */
	| { type: 'events-missed'; count: number }
	/** The server had switched the subscription off, or lost it. */
	| { type: 'subscription-restored'; reason: string }
	| { type: 'subscription-failing'; reason: string };
