using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Spikes.Gateway.Http;
using Spikes.Gateway.Shares.Passwords;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Gateway.Shares;

/// <summary>What only paid plans have of a share: its password and its webhook.</summary>
internal sealed class PaidExtras(IGrainFactory grains, PasswordHasher hasher, WebhookTargets webhooks, IDataProtectionProvider protection)
{
    /// <summary>Purpose of the encryption of webhook secrets. Whoever delivers must use the same; it never changes.</summary>
    public const string SecretPurpose = "Spikes.Shares.WebhookSecret";

    private const int SecretBytes = 32;

    private static readonly ErrorResult Upgrade = ErrorResult.From(Refusal.PaidFeature);

    private readonly IDataProtector _protector = protection.CreateProtector(SecretPurpose);

    public WebhookTargets Webhooks => webhooks;

    /// <summary>
    /// Why an account may not have them, or null. The tier is read from the rows, for what is remembered may be seconds old in either
    /// direction; the transaction that makes the share decides again.
    /// </summary>
    public async ValueTask<ErrorResult?> RefuseAsync(Account account, CancellationToken cancellationToken)
    {
        // A standalone key is always free.
        if (account.Id != AccountId.User(account.UserId))
            return Upgrade;
        var asked = await grains.GetGrain<IUserGrain>(account.Id.Value).GetBillingAsync(cancellationToken);
        if (!asked.IsSuccess(out var payer, out var refusal))
            return ErrorResult.From(refusal);
        return payer.Account.Tier == Tier.Free ? Upgrade : null;
    }

    /// <summary>Adds them to a share that is to be made. Done last: hashing is work, and only here a secret is made.</summary>
    public async ValueTask<Outcome<EquippedShare>> AddAsync(CreateShare command, ShareMetadata metadata, CancellationToken cancellationToken)
    {
        if (metadata.Password is { } password)
        {
            var hashed = await hasher.HashAsync(password, cancellationToken);
            if (!hashed.IsSuccess(out var hash, out var refusal))
                return refusal;
            command = command with { PasswordHash = hash };
        }

        if (metadata.WebhookUrl is null)
            return new EquippedShare(command, null);
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        command = command with { WebhookUrl = metadata.WebhookUrl, SealedWebhookSecret = _protector.Protect(secret) };
        return new EquippedShare(command, secret);
    }
}

/// <summary>A share that is to be made, with what only paid plans have.</summary>
/// <param name="Command">Asks for it; holds no secret in clear.</param>
/// <param name="WebhookSecret">The secret of its webhook, to be shown once; null without a webhook.</param>
internal sealed record EquippedShare(CreateShare Command, string? WebhookSecret)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => nameof(EquippedShare);
}
