using System.Text.RegularExpressions;

namespace Spikes.Deploy.Tests;

public sealed partial class SettingsTests
{
    private const string ConnectionString = "ConnectionStrings__Spikes";

    private static readonly string[] MailSecrets = ["Spikes__Mail__Smtp__User", "Spikes__Mail__Smtp__Password"];

    private static readonly string[] Secrets =
        [ConnectionString, "Spikes__AdminToken", .. MailSecrets, "Spikes__Stripe__SecretKey", "Spikes__Stripe__WebhookSecret"];

    [Theory]
    [MemberData(nameof(Matrix.Workloads), MemberType = typeof(Matrix))]
    public async Task Mode_IsCluster(string folder, string workload) =>
        Assert.Equal("Cluster", (await EnvironmentAsync(folder, workload))["Spikes__Mode"].Value);

    [Theory]
    [MemberData(nameof(Matrix.Deployments), MemberType = typeof(Matrix))]
    public async Task Listening_IsOnEveryAddressOfThePod(string folder, string deployment) =>
        Assert.Equal("http://*:8080", (await EnvironmentAsync(folder, deployment))["ASPNETCORE_URLS"].Value);

    [Theory]
    [MemberData(nameof(Matrix.Folders), MemberType = typeof(Matrix))]
    public async Task Silo_Advertises_TheAddressOfItsPod(string folder) =>
        Assert.Equal("status.podIP", (await EnvironmentAsync(folder, Matrix.Silo))["Spikes__Cluster__AdvertisedAddress"].ValueFrom.FieldRef.FieldPath);

    [Theory]
    [MemberData(nameof(Matrix.Workloads), MemberType = typeof(Matrix))]
    public async Task Settings_ComeFromTheGeneratedConfigMap(string folder, string workload)
    {
        var manifests = await Manifests.OfAsync(folder);
        var settings = Assert.Single(manifests.All<V1ConfigMap>());
        var source = Assert.Single(manifests.Container(workload).EnvFrom);

        // The hash in the name is what rolls the pods when a value changes.
        Assert.Matches(@"\Aspikes-settings-[a-z0-9]+\z", settings.Metadata.Name);
        Assert.Equal(settings.Metadata.Name, source.ConfigMapRef.Name);
        Assert.NotEqual(true, source.ConfigMapRef.Optional);
        Assert.Null(source.SecretRef);
    }

    [Theory]
    [InlineData("Spikes__PublicUrl")]
    [InlineData("Spikes__Mail__From")]
    [InlineData("Spikes__Mail__Smtp__Host")]
    public async Task RequiredSetting_IsInTheBaseAndReplacedByTheOverlay(string key)
    {
        var plain = Assert.Single((await Manifests.OfAsync(Manifests.Base)).All<V1ConfigMap>()).Data[key];
        var replaced = Assert.Single((await Manifests.OfAsync(Manifests.Overlay)).All<V1ConfigMap>()).Data[key];

        Assert.NotEmpty(plain);
        Assert.NotEmpty(replaced);
        Assert.NotEqual(plain, replaced);
    }

    [Theory]
    [InlineData(Matrix.Silo, new string[0])]
    [InlineData(Matrix.Gateway, new[] { "Spikes__Mail__Smtp__Password", "Spikes__Mail__Smtp__User" })]
    [InlineData(Matrix.Migration, new[] { "Spikes__*" })]
    public async Task Secrets_ComeByReference_WhoNeedsThem(string workload, string[] without)
    {
        var environment = await EnvironmentAsync(Manifests.Overlay, workload);
        var expected = without is ["Spikes__*"] ? [ConnectionString] : Secrets.Except(without);

        var references = environment.Values.Where(variable => variable.ValueFrom?.SecretKeyRef is not null).ToList();
        Assert.Equal(expected.Order(StringComparer.Ordinal), references.Select(variable => variable.Name).Order(StringComparer.Ordinal));
        Assert.All(references, variable =>
        {
            Assert.Equal("spikes", variable.ValueFrom.SecretKeyRef.Name);
            Assert.Equal(variable.Name, variable.ValueFrom.SecretKeyRef.Key);
            Assert.Equal(variable.Name != ConnectionString, variable.ValueFrom.SecretKeyRef.Optional == true);
        });
    }

    [Theory]
    [MemberData(nameof(Matrix.Folders), MemberType = typeof(Matrix))]
    public async Task Secrets_AreInNoManifest(string folder)
    {
        var manifests = await Manifests.OfAsync(folder);

        Assert.Empty(manifests.All<V1Secret>());
        Assert.Empty(manifests.All<V1ConfigMap>().SelectMany(map => map.Data.Keys).Intersect(Secrets));
        Assert.All(manifests.Pods.Keys.SelectMany(workload => manifests.Container(workload).Env), variable =>
            Assert.False(Secrets.Contains(variable.Name) && variable.Value is not null, variable.Name));
    }

    [Fact]
    public void ExampleSecret_NamesEveryKeyAndNoValue()
    {
        var text = File.ReadAllText(Path.Combine(Manifests.Folder, "secret.example.yaml"));
        var secret = Assert.IsType<V1Secret>(Assert.Single(KubernetesYaml.LoadAllFromString(text, strict: true)));

        Assert.Equal("spikes", secret.Metadata.Name);
        Assert.Equal(Secrets.Order(StringComparer.Ordinal), secret.StringData.Keys.Order(StringComparer.Ordinal));
        Assert.All(secret.StringData.Values, Assert.Empty);
        Assert.Null(secret.Data);
    }

    /// <summary>The program only warns about a key that it does not know.</summary>
    [Theory]
    [MemberData(nameof(Matrix.Workloads), MemberType = typeof(Matrix))]
    public async Task Settings_AreKnownToTheProgram(string folder, string workload)
    {
        var table = await File.ReadAllTextAsync(Path.Combine(Manifests.Folder, "../../Spikes.Gateway/Configuration/SettingTable.cs"));
        var keys = (await EnvironmentAsync(folder, workload)).Keys
            .Concat(Assert.Single((await Manifests.OfAsync(folder)).All<V1ConfigMap>()).Data.Keys)
            .Where(key => key != "ASPNETCORE_URLS");

        Assert.All(keys, key => Assert.Contains($"\"{ListEntry.Replace(key, "").Replace("__", ":", StringComparison.Ordinal)}\"", table));
    }

    [GeneratedRegex(@"__\d+\z")]
    private static partial Regex ListEntry { get; }

    /// <summary>The variables of a container by name; a name that is there twice fails.</summary>
    private static async Task<Dictionary<string, V1EnvVar>> EnvironmentAsync(string folder, string workload) =>
        (await Manifests.OfAsync(folder)).Container(workload).Env.ToDictionary(variable => variable.Name);
}
