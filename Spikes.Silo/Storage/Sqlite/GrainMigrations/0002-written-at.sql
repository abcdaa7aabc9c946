-- When a row was written last, in Unix seconds: rows of what is over are removed by it and by the kind of their key.
ALTER TABLE OrleansStorage ADD COLUMN WrittenAt INTEGER NOT NULL DEFAULT 0;
UPDATE OrleansStorage SET WrittenAt = unixepoch();

CREATE INDEX OrleansStorage_Age ON OrleansStorage
    (substr(GrainIdExtensionString, 1, instr(GrainIdExtensionString, '/') - 1), WrittenAt);

UPDATE OrleansQuery SET QueryText = '
INSERT INTO OrleansStorage
    (GrainIdHash, GrainIdN0, GrainIdN1, GrainTypeHash, GrainTypeString, GrainIdExtensionString, ServiceId, PayloadBinary, Version, WrittenAt)
SELECT @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, coalesce(@GrainIdExtensionString, ''''), @ServiceId,
    @PayloadBinary, 1, unixepoch()
WHERE @GrainStateVersion IS NULL OR EXISTS (
    SELECT 1 FROM OrleansStorage
    WHERE GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
        AND GrainTypeString = @GrainTypeString AND GrainIdExtensionString = coalesce(@GrainIdExtensionString, '''')
        AND ServiceId = @ServiceId)
ON CONFLICT (GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1, GrainTypeString, GrainIdExtensionString, ServiceId)
DO UPDATE SET PayloadBinary = excluded.PayloadBinary, Version = Version + 1, WrittenAt = excluded.WrittenAt
    WHERE Version = @GrainStateVersion
RETURNING Version AS NewGrainStateVersion;
SELECT @GrainStateVersion AS NewGrainStateVersion WHERE @GrainStateVersion IS NOT NULL AND changes() = 0;
' WHERE QueryKey = 'WriteToStorageKey';
