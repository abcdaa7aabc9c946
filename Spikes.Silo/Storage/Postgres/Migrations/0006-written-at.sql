-- When a row was written last: rows of what is over are removed by it and by the kind of their key.
ALTER TABLE OrleansStorage ADD COLUMN WrittenAt timestamptz(3) NOT NULL DEFAULT now();

CREATE INDEX OrleansStorage_Age ON OrleansStorage (split_part(GrainIdExtensionString, '/', 1), WrittenAt);

UPDATE OrleansQuery SET QueryText = $query$
WITH changed AS (
    UPDATE OrleansStorage SET PayloadBinary = @PayloadBinary, Version = Version + 1, WrittenAt = now()
    WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
        AND GrainTypeString = @GrainTypeString AND GrainIdExtensionString = coalesce(@GrainIdExtensionString, '')
        AND ServiceId = @ServiceId AND Version = @GrainStateVersion
    RETURNING Version),
added AS (
    INSERT INTO OrleansStorage
        (GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, GrainTypeString, GrainIdExtensionString, ServiceId, PayloadBinary, Version)
    SELECT @GrainIdHash, @GrainTypeHash, @GrainIdN0, @GrainIdN1, @GrainTypeString, coalesce(@GrainIdExtensionString, ''), @ServiceId,
        @PayloadBinary, 1
    WHERE @GrainStateVersion IS NULL
    ON CONFLICT DO NOTHING
    RETURNING Version)
SELECT Version AS NewGrainStateVersion FROM changed UNION ALL SELECT Version FROM added
$query$ WHERE QueryKey = 'WriteToStorageKey';
