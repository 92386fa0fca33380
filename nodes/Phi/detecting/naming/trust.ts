/** How freely words are taken into a name: by what stands before it. */
export const Trust = {
	/** Only listed and unknown words. */
	low: 0,
	/** Behind a role or a relative: capitalised words that are not medicine too, if listed. */
	middle: 1,
	/** Behind a title or a name label: any capitalised word that is no function word. */
	high: 2,
} as const;
export type Trust = (typeof Trust)[keyof typeof Trust];
