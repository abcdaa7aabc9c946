using System.Reflection;
using System.Runtime.CompilerServices;
using Spikes.Grains.Interfaces;
using Spikes.Grains.Interfaces.Billing;
using Spikes.Grains.Interfaces.Shares;
using Spikes.Grains.Interfaces.Users;

namespace Spikes.Grains.Tests.Users;

public sealed class SecretsTests
{
    /// <summary>Names of things, not of people; and the token that has a test of its own.</summary>
    private static readonly (Type Type, string Property)[] Shown =
    [
        (typeof(IssuedToken), nameof(IssuedToken.Token)), (typeof(ApiKey), nameof(ApiKey.Name)), (typeof(CreateApiKey), nameof(CreateApiKey.Name)),
        (typeof(SharedFile), nameof(SharedFile.Name)), (typeof(UploadPiece), nameof(UploadPiece.Name)),
    ];

    [Fact]
    public void NewToken_Always_Has43UrlSafeCharacters() => Assert.Matches("^[A-Za-z0-9_-]{43}$", Secrets.NewToken());

    [Fact]
    public void HashOf_KnownText_IsItsSha256() =>
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Secrets.HashOf("abc"));

    [Fact]
    public void IssuedToken_AsText_HidesTheToken()
    {
        var account = new Account(AccountId.User("1"), "1", "a@example.org", Tier.Free);

        Assert.DoesNotContain("secret", new IssuedToken("secret", account).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_AsText_HideWhatNoLogMayHold()
    {
        string[] hidden =
        [
            "Email", "ClientAddress", "Token", "Salt", "PasswordHash", "WebhookUrl", "SealedWebhookSecret", "Comments", "Url",
            "ElementText", "Name", "UserAgent",
        ];
        var messages = typeof(Secrets).Assembly.GetTypes()
            .Where(type => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false) && !type.IsEnum && !type.IsGenericType && !type.IsAbstract)
            .Select(type => (Type: type, Texts: type.GetProperties().Where(text => text.PropertyType == typeof(string)
                && hidden.Contains(text.Name) && !Shown.Contains((type, text.Name))).ToList()))
            .Where(message => message.Texts.Count > 0)
            .ToList();

        Assert.Contains(messages, message => message.Type == typeof(StripeEvent));
        Assert.All(messages, message =>
        {
            var filled = RuntimeHelpers.GetUninitializedObject(message.Type);
            foreach (var text in message.Texts)
                message.Type.GetField($"<{text.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(filled, "do not show");
            Assert.DoesNotContain("do not show", filled.ToString(), StringComparison.Ordinal);
        });
        Assert.DoesNotContain("a@example.org", ((PrivateText)"a@example.org").ToString(), StringComparison.Ordinal);
    }
}
