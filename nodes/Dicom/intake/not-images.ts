/**
 * Modalities (0008,0060) of what is said about images and is none: structured reports, key objects,
 * presentation states and encapsulated documents. Readers and programs, this package among them, add
 * such objects to a study in the PACS after its images have come.
 */
export const NOT_IMAGES: readonly string[] = ['SR', 'KO', 'PR', 'DOC'];

/** True for a modality that is not known, too: what may be an image is waited for. */
export const isImage = (modality: string): boolean =>
	!NOT_IMAGES.includes(modality.trim().toUpperCase());
