namespace Spikes.Silo.Storage.Sqlite;

/// <summary>The storage cannot be used and an operator has to act; the message is for people.</summary>
internal sealed class StorageStartException(string message) : Exception(message);
