/**
 * Every element name of FHIR R4 (4.0.1, all resources and data types; a choice without its `[x]`). What a
 * server writes into a path is repeated only as far as it is made of these.
 */
const NAMES = new Set(
	`
	abatement abnormalCodedValueSet about abstract accept accessionIdentifier accident account
	achievementStatus action actionId active activity actor actorId actual actualArm actuality add
	addItem additionalCharacteristic additionalClassification additionalIdentifier
	additionalInstruction additionalMonitoringIndicator additive additiveProductName additiveType
	address addresses adjudication adjustment adjustmentReason administeredBy administrableDoseForm
	administration administrationGuidelines administrationInstruction admitSource affectsState age
	agent aggregation alias allDay allergenicIndicator allergyIntolerance allowed allowedResponse
	altId alternate alternateMaterial alternative altitude amount amountRatioLowLimit amountText
	amountType anchor answer answerOption answerValueSet applicability application applies appliesTo
	appliesToAll appointment appointmentRequired appointmentType approvalDate areaOfHybridisation
	areaUnderCurve arm asNeeded assert asserter assessment assessor asset assignedArm assigner
	associatedMedication assurance attachedDocument attachment attestation attestationSignature
	attester authenticator author authorDescription authorType authored authoredOn
	authorisationReferenceNumber authority authorizationRequired authorizationSupporting
	authorizationUrl authorizingPrescription autocreate autodelete availabilityExceptions
	availableEndTime availableStartTime availableTime averageMolecularFormula axis backCurve base
	baseDefinition baseFormulaProductName baseFormulaType basedOn basis batch batchIdentifier
	beneficiary benefit benefitBalance benefitPeriod billablePeriod binding birthDate bodySite
	bodysite born bounds brand businessArrangement businessStatus cTerminalModification
	cTerminalModificationId calibration caloricDensity canPushUpdates cancelationReason
	cancelledReason candidate cap capabilities capability capacity cardinalityBehavior careManager
	careTeam careTeamSequence carrierAIDC carrierHRF caseSensitive category causality certainty
	certaintySubcomponent chain channel characteristic characteristics chargeItem check chromosome
	cigar citation city claim claimResponse class classHistory classification
	clinicalRecommendationStatement clinicalStatus clinicalTrial closingTime closure code codeFilter
	codeSearch codeSystem coding collected collection collector color combinedPharmaceuticalDoseForm
	comment communication communicationMethod communicationRequest comorbidity comparator
	compareToSourceExpression compareToSourceId compareToSourcePath compartment complication
	complicationDetail component compose compositeScoring compositional concentration
	concentrationLowLimit concept conclusion conclusionCode condition conditionalCreate
	conditionalDelete conditionalRead conditionalUpdate confidentiality confidentialityIndicator
	connectionType connectivity consent constraint contact contained containedInstance container
	contains content contentDefinition contentDerivative contentReference contentType context
	contextInvariant contextLinkId contextType contract contraindicatedVaccineCode contraindication
	contributedToDeath contributor control conversionFactor coordinateSystem copolymerConnectivity
	copyright cors cost costCenter costToBeneficiary count countMax country countryLanguage
	countryOfOrigin courseOfTherapyType coverage coverageArea created creation criteria
	criticalCodedValueSet criticality crossReference currency custodian customaryUnit cylinder
	dailyAmount data dataAbsentReason dataExclusivityPeriod dataPeriod dataRequirement datasetId
	date dateAsserted dateCriterion dateFilter dateOfFirstAuthorization dateRange dateTime
	dateWritten dayOfWeek daysOfWeek daysSupply deceased decimalPrecision decision decisionMode
	defaultValue definingSubstance definition definitionCanonical definitionCodeableConcept
	definitionExpression definitionReference definitionUri degree degreeOfPolymerisation deleted
	deliverFrom deliverTo denominator denominatorCount dependent dependsOn depth derivation
	derivedFrom derivedFromUri description designation destination detail detailSequence details
	detected detectedIssue developmentStage device deviceIdentifier deviceName diagnosis
	diagnosisSequence diagnostics diameter dietPreference differential dimensions direction
	dischargeDisposition disclaimer discriminator disease diseaseStatus diseaseSymptomProcedure
	dispenseInterval dispenseRequest display disposition distinctIdentifier district
	disulfideLinkage div doNotPerform docStatus document documentType documentation domain dosage
	dosageInstruction dose doseAndRate doseForm doseNumber doseQuantity doseStatus doseStatusReason
	drugCharacteristic due duration durationMax durationUnit during dynamicValue editor education
	effect effectEstimate effective effectiveDate effectivePeriod effectiveTime element eligibility
	emptyReason enableBehavior enableWhen encodeRequestUrl encounter end endorser endpoint
	enrollment enteralFormula enteredDate enterer entity entry entryType episodeOfCare equivalence
	error estimatedAge etag evaluatedResource evaluationMessage event eventHistory evidence exact
	example exception exclude excludeFoodModifier excluded executionPeriod expansion
	expectedSupplyDuration experimental expirationDate expirationType expiry exposure
	exposureAlternative exposureBackground exposureRoute exposureState exposureVariant expressedBy
	expression extends extension externalDiameter extraDetails eye fMeasure fScore facility
	facilityType factor factorOverride failureAction family fastingStatus fhirVersion field filter
	financial finding firstDose fivePrime fixed fixture flag fluidConsistencyType focal focalDevice
	focus followUp foodPreferenceModifier foodType for forecastReason forecastStatus form formCode
	format fraction fractionDescription frames frequency frequencyMax frequencyOfOccurrence friendly
	from fullUrl function fundingSource fundsReserve fundsReserveRequested gender gene geneElement
	geneSequenceOrigin generalCost generalPractitioner generation genomeBuild genus
	geographicalLocation geometry gestationalAge given global goal goalId graph group
	groupIdentifier groupMeasure groupSize grouping groupingBehavior groupingId gtFP guarantor
	guidance halfLife halfLifePeriod handling hasMember hash header headerField healthcareService
	height hierarchical hierarchyMeaning high highLimit hint holder hospitalization hoursOfOperation
	human hybrid hybridType id identified identifier identity identityCertificate ifMatch
	ifModifiedSince ifNoneExist ifNoneMatch image imagingStudy immediatePackaging immunizationEvent
	immutable implementation implementationGuide implicated implicitRules import imports imprint
	improvementNotation inResponseTo inactive incidence include incomplete index indication
	individual inforce information informationSequence informationSource ingredient initial
	initialFill initialSelected initiator initiatorActive inner input inputProfile instance
	instantiates instantiatesCanonical instantiatesUri instruction insurance insurer intendedEffect
	intendedRoute intendedUse intent interactant interaction internationalBirthDate interpretation
	interpreter intraspecificDescription intraspecificType investigation isActive isDefault
	isDefining isDerived isModifier isModifierReason isSubpotent isSummary isotope issue issued
	issuer item itemCodeableConcept itemReference itemSequence jurisdiction
	jurisdictionalAuthorization key keyword kind kinetics kingdom label language languageCode
	lastModified lastOccurrence lastPerformed lastReviewDate lastUpdated laterality latitude legal
	legalBasis legalState legalStatusOfSupply legallyBinding length lensSpecification lethalDose50
	level library license lifecycle lifecycleStatus limit line lineItem link linkId linkage listMode
	listRuleId location locationCode locationQualifier locationReference lockedDate logMessage
	longitude lotNumber low lowLimit lowerLimit management managingEntity managingOrganization
	manifest manifestation manipulated manipulation manufactureDate manufacturedDoseForm
	manufacturedItem manufacturer manufacturingBusinessOperation map mapping maritalStatus
	marketingAuthorization marketingStatus masterFile masterIdentifier material materialType
	maternalOrganismId maternalOrganismName max maxDispense maxDosePerAdministration maxDosePerDay
	maxDosePerLifetime maxDosePerPeriod maxDosePerTreatmentPeriod maxDuration maxLength
	maxSingleDose maxTreatmentPeriod maxValue maxVolumeToDeliver meaning meaningWhenMissing measure
	measureScore measurementPeriod measurementPoint media medication medicineClassification medium
	member message messaging meta metadata method min minValue minimumId minimumVolume
	minutesDuration mitigation modality mode modelNumber modification modifier modifierExtension
	module moiety molecularFormula molecularFormulaByMoiety molecularWeight monitoringProgram
	monograph monomerSet morphology multipleAnd multipleBirth multipleOr multipleResultsAllowed
	mustSupport nTerminalModification nTerminalModificationId name namePart navigationLinks need
	needsMap net network nextScheduled nominalVolume normalCodedValueSet notAvailable note
	noteNumber nucleicAcid numFN numFP numTP number numberOfInstances numberOfParticipants
	numberOfRepeatsAllowed numberOfSeries numberOfStudies numberOfSubunits numberOfUnits numerator
	numeratorCount nutrient objective observationRequirement observationResultRequirement
	observedAllele observedSeq observer occurred occurrence occurrenceDateTime offer offeredIn
	official offset oligoNucleotideType onAdmission onBehalfOf onHold onlineInformation onset op
	openingTime operation operationType operationalStatus operator opticalActivity oralDiet order
	orderDetail orderMeaning orderable ordered orderedBy orderer organism organismGeneral organismId
	organismName organismType organization orientation orientationOfPolymerisation origin
	originalPrescription other otherCharacteristics otherTherapy outcome outcomeCode
	outcomeCodeableConcept outcomeDesc outcomeReference outer outerPackaging output outputParameters
	outputProfile overbooked overload overrideReason ownedBy owner packageCode packageId packageItem
	packagedMedicinalProduct packaging paediatricUseIndicator page paging param parameter
	parameterName parameters params parent parentDevice parentSubstanceId parentSubstanceName part
	partDescription partLocation partNumber partOf participant participantEffective
	participantEffectiveDescription participantEffectiveGroupMeasure
	participantEffectiveTimeFromStart participantStatus participantType participatingOrganization
	party patchFormat paternalOrganismId paternalOrganismName path patient patientCharacteristics
	patientInstruction patientPreparation pattern pause payee payeeType payload payloadMimeType
	payloadType payment paymentAmount paymentDate paymentIdentifier paymentIssuer paymentStatus
	paymentTerms payor performed performer performerLinkId performerRole performerType
	performingOrganization period periodMax periodType periodUnit permittedDataType
	pharmaceuticalProduct phase photo phylum physicalCharacteristics physicalType
	physiologicalCondition plan planningHorizon pointer points policy policyHolder policyRule
	polymer population position postConditions postalCode power practiceSetting practitioner
	preAdmissionIdentifier preAuthPeriod preAuthRef preAuthRefPeriod preConditions precedence
	precheckBehavior precision precisionEstimate predecessor prediction preference preferred
	preferredReportName prefix preparation preparationInstruction prescriber prescription
	presentation presentationDate presentationLowLimit presentedForm previous priceComponent
	priceOverride primaryPurposeType primarySource principalInvestigator priorPrescription
	priorRequest priority prism probability problem procedure procedureCode procedureReference
	procedureSequence process processNote processing product productCategory productClassification
	productCode productName productOrService productRelatedness productType profile
	prognosisCodeableConcept prognosisReference program programCode programEligibility progress
	project property propertyGroup protein protocol protocolApplied providedBy provider provision
	proxyIdentityCertificate proxySignature publicationDate publicationStatus publisher purpose
	purposeOfEvent purposeOfUse pushTypeAvailable qualification qualifiedInterval qualifiers
	qualitativeRisk quality quantitativeDetails quantity query queryFP queryTP question
	questionnaire race range rank rate rateAggregation rating ratioType rationale reAdmission
	reaction readCoverage readHistory readOnly readsetId reason reasonCode reasonLinkId
	reasonReference reasonStopped recall received receivedTime receiver receiverActive recipient
	recommendation recorded recordedDate recordedOn recorder ref reference referenceAllele
	referenceDocument referenceInformation referencePolicy referenceRange referenceSeq
	referenceSeqId referenceSeqPointer referenceSeqString referenceStrength referencedFrom
	referencedItem referral referralMethod referralRequest referrer regulator regulatory
	regulatoryAuthority rejectionCriterion related relatedAction relatedArtifact relatedEntry
	relatedMedicationKnowledge relatesTo relation relationship relationtype relativePath
	relativeRisk releaseDate relevantHistory reliableCache rendering repeat repeatUnit
	repeatUnitAmountType repeats repetitions replaces report reportOrigin reported reporter
	repository representation request requestHeader requestId requestIdentifier requestMethod
	requestProvider requestURL requestedPeriod requester requesterLinkId requestingOrganization
	requestor required requiredBehavior requirement requirements requisition residueSite resource
	resourceId resourceType response responseCode responseId responseRequired responsible
	responsibleParty rest restoreDate restriction result resultingCondition resultsByExposure
	resultsInterpreter retentionTime revenue reviewer riskAdjustment riskEstimate
	riskEvidenceSynthesis roc role route routeOfAdministration routeofAdministration rule rules
	safety sampleSize scale schedule scheduled scope score scoring search searchInclude searchParam
	searchRevInclude searchType section security securityContext securityLabel securityLabelNumber
	selectionBehavior sender sensitivity sent sequence sequenceAttachment sequenceType serialNumber
	series seriesDoses seriousness service serviceCategory servicePeriod serviceProvider
	serviceProvisionCode serviceType serviced setup severity sex shape shelfLifeStorage short
	shortTitle sigFormat signature signer site situation size sliceIsConstraining sliceName slicing
	slot snapshot software sopClass sort source sourceId sourceIdentityCertificate sourceMaterial
	sourceMaterialClass sourceMaterialState sourceMaterialType sourcePatientInfo sourceSignature
	sourceVersion specialArrangement specialCourtesy specialDesignation specialMeasures
	specialPrecautionsForStorage specialization specialty species specificCost specifiedSubstance
	specimen specimenQuantity specimenRequirement sphere sponsor stage standardSequence start
	started startingMaterial state status statusDate statusHistory statusReason step stereochemistry
	storage strand stratifier stratum strength strengthLowLimit structuralRepresentation structure
	structureVariant study studyEffective studyEffectiveDescription studyEffectiveGroupMeasure
	studyEffectiveTimeFromStart studyType subDetail subDetailSequence subSite subType
	subdetailSequence subject subjectMedicalHistory subjectResults subjectType submitter
	subpotentReason subrogation subscriber subscriberId substance substitution subsumption subtitle
	subtype subunit suffix sugar summary supplement supplementalData supplements suppliedItem
	supplier supportedMessage supportedProfile supportingImmunization supportingInfo
	supportingInfoSequence supportingInformation supportingPatientInformation suspectEntity
	symptomConditionEffect synonym synthesisType system systemType tag target targetDisease
	targetFormat targetId targetLocation targetProfile targetSpecies targetVersion team teardown
	telecom temperature temperatureQualifier temperatureRange template term test testScript tester
	text textEquivalent textFilter texture therapeuticIndication therapyRelationshipType threePrime
	time timeAspect timeFromStart timeOfDay timestamp timing tissue title to topic total totalGross
	totalNet totalPriceComponent transform translation translations trigger truthFN truthTP type
	typeCollected typeMode typeReference typeTested udi udiCarrier udiDeviceIdentifier uid
	undesirableEffect uniqueId unit unitOfMeasure unitOfPresentation unitPrice unmapped updateCreate
	upperLimit uri url usage usageContext use useContext usePeriod used usedCode usedReference
	userSelected vaccineCode validCodedValueSet validTo validateCode validateProfileId validated
	validationDate validationProcess validationStatus validationType validator validityPeriod value
	valueCode valueQuantity valueSet valuedItem variable variableType variant variantPointer
	variantState variantType variantsetId verification verificationDate verificationStatus verified
	verifiedWith version versionId versionNeeded versioning view warningOnly wasSubstituted weight
	what when whenHandedOver whenPrepared who width windowEnd windowStart withdrawalPeriod workflow
	xpath xpathUsage
`
		.trim()
		.split(/\s+/),
);

/** `valueQuantity`: a form of the choice `value[x]` ends with the name of a data type. */
const TYPES =
	/^(?:Address|Age|Annotation|Attachment|Base64Binary|Boolean|Canonical|Code|CodeableConcept|Coding|ContactDetail|ContactPoint|Contributor|Count|DataRequirement|Date|DateTime|Decimal|Distance|Dosage|Duration|Expression|HumanName|Id|Identifier|Instant|Integer|Markdown|Meta|Money|Oid|ParameterDefinition|Period|PositiveInt|Quantity|Range|Ratio|Reference|RelatedArtifact|SampledData|Signature|String|Time|Timing|TriggerDefinition|UnsignedInt|Uri|Url|UsageContext|Uuid)$/;

/** True for a name that FHIR R4 gives to some element. */
export function isElementName(name: string): boolean {
	if (NAMES.has(name)) return true;
	for (let at = 1; at < name.length; at++) {
		if (NAMES.has(name.slice(0, at)) && TYPES.test(name.slice(at))) return true;
	}
	return false;
}
