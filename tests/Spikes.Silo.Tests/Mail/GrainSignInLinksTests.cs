using System.Reflection;
using Spikes.Grains.Interfaces.Outcomes;
using Spikes.Grains.Interfaces.Users;
using Spikes.Grains.Storage;
using Spikes.Silo.Mail;

namespace Spikes.Silo.Tests.Mail;

public sealed class GrainSignInLinksTests
{
    private readonly FakeGrains _grains = new();

    [Fact]
    public async Task Mint_Login_WritesTheTokenDownUnderItsHash()
    {
        var link = await MintAsync(MailSamples.Login());

        Assert.Matches("^[A-Za-z0-9_-]{43}$", link.Token);
        var (key, command) = Assert.Single(_grains.Minted);
        Assert.Equal(Secrets.LoginTokenKey(link.Token!), key);
        Assert.Equal(new MintLoginToken("ann@example.com", SignInPurpose.Login, "203.0.113.7", MailSamples.Noon), command);
    }

    [Fact]
    public async Task Mint_MailWithASealedText_PassesItOn()
    {
        await MintAsync(MailSamples.Login() with { Sealed = "sealed" });
        Assert.Equal("sealed", Assert.Single(_grains.Minted).Command.Sealed);
    }

    [Fact]
    public async Task Mint_LoginOfUnknownAddress_GetsAToken()
    {
        _grains.User = new Refusal(ErrorCode.NotFound, "nobody");

        Assert.NotNull((await MintAsync(MailSamples.Login())).Token);
    }

    [Fact]
    public async Task Mint_RecoveryOfKnownAddress_GetsAToken()
    {
        Assert.NotNull((await MintAsync(MailSamples.Recovery())).Token);
        Assert.Equal([Secrets.SignInKey("ann@example.com")], _grains.Looked);
    }

    [Fact]
    public async Task Mint_RecoveryOfUnknownAddress_DoesTheSameWorkAndNeverGetsOne()
    {
        _grains.User = new Refusal(ErrorCode.NotFound, "nobody");

        Assert.Same(SignInLink.Never, await MintAsync(MailSamples.Recovery()));
        Assert.Single(_grains.Minted);
    }

    [Fact]
    public async Task Mint_LookUpFails_MayComeLater()
    {
        _grains.User = Refusal.Unavailable;

        Assert.Same(SignInLink.Later, await MintAsync(MailSamples.Recovery()));
    }

    [Fact]
    public async Task Mint_WritingDownFails_MayComeLater()
    {
        _grains.Answer = Refusal.Unavailable;

        Assert.Same(SignInLink.Later, await MintAsync(MailSamples.Login()));
    }

    [Fact]
    public async Task SignInLink_AsText_HoldsNoToken()
    {
        var link = await MintAsync(MailSamples.Login());

        Assert.DoesNotContain(link.Token!, link.ToString());
    }

    private Task<SignInLink> MintAsync(QueuedMail mail)
    {
        var factory = DispatchProxy.Create<IGrainFactory, FactoryProxy>();
        ((FactoryProxy)(object)factory).Grains = _grains;
        return new GrainSignInLinks(factory).MintAsync(mail, TestContext.Current.CancellationToken);
    }

    /// <summary>What the grains answer and were asked.</summary>
    internal sealed class FakeGrains
    {
        public Outcome<Account> User { get; set; } = new Account(AccountId.User("1"), "1", "ann@example.com", Tier.Free);

        public Outcome<Done> Answer { get; set; } = Done.Value;

        public List<string> Looked { get; } = [];

        public List<(string Key, MintLoginToken Command)> Minted { get; } = [];
    }

    /// <summary>A grain factory that knows grains by their string key only.</summary>
    public class FactoryProxy : DispatchProxy
    {
        internal FakeGrains Grains { get; set; } = null!;

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var grain = DispatchProxy.Create(targetMethod!.GetGenericArguments()[0], typeof(GrainProxy));
            ((GrainProxy)grain).Key = (string)args![0]!;
            ((GrainProxy)grain).Grains = Grains;
            return grain;
        }
    }

    /// <summary>One grain of any kind.</summary>
    public class GrainProxy : DispatchProxy
    {
        internal FakeGrains Grains { get; set; } = null!;

        internal string Key { get; set; } = "";

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(ILoginTokenGrain.MintAsync))
            {
                Grains.Minted.Add((Key, (MintLoginToken)args![0]!));
                return Task.FromResult(Grains.Answer);
            }

            Grains.Looked.Add(Key);
            return Task.FromResult(Grains.User);
        }
    }
}
