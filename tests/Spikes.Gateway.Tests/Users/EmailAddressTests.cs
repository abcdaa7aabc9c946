using Spikes.Gateway.Users;

namespace Spikes.Gateway.Tests.Users;

public sealed class EmailAddressTests
{
    private const int MaxLength = 320;

    [Theory]
    [InlineData("a@b.c", "a@b.c")]
    [InlineData("You@Example.COM", "you@example.com")]
    [InlineData("  you@example.com\t", "you@example.com")]
    [InlineData("you@example.com\r\n", "you@example.com")]
    [InlineData("first.last+tag@mail.example.co.uk", "first.last+tag@mail.example.co.uk")]
    [InlineData("o'brien@example.com", "o'brien@example.com")]
    [InlineData("a!#$%&*/=?^_`{|}~-@example.com", "a!#$%&*/=?^_`{|}~-@example.com")]
    [InlineData("x@xn--bcher-kva.example", "x@xn--bcher-kva.example")]
    public void Normalize_Address_IsTrimmedAndLowerCase(string text, string expected) =>
        Assert.Equal(expected, EmailAddress.Normalize(text));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("@")]
    [InlineData("a@b")]
    [InlineData("ab.c")]
    [InlineData("@b.c")]
    [InlineData("a@")]
    [InlineData("a@.")]
    [InlineData("a@.c")]
    [InlineData("a@b.")]
    [InlineData("a@b..c")]
    [InlineData("a@b@c.d")]
    [InlineData("a@@b.c")]
    [InlineData("a b@c.d")]
    [InlineData("a@b .c")]
    [InlineData("a@b.c d")]
    [InlineData("a@b.c\r\nBcc: x@y.z")]
    [InlineData("a\n@b.c")]
    [InlineData("a\t@b.c")]
    [InlineData("a\0@b.c")]
    [InlineData("a\u007f@b.c")]
    [InlineData("\"a\"@b.c")]
    [InlineData("\"a@b\"@c.d")]
    [InlineData("A <a@b.c>")]
    [InlineData("a@b.c,x@y.z")]
    [InlineData("a@b.c;x@y.z")]
    [InlineData("a@[127.0.0.1]")]
    [InlineData("a(comment)@b.c")]
    [InlineData("a\\@b.c")]
    [InlineData("mailto:a@b.c")]
    [InlineData("ä@example.com")]
    [InlineData("a@bücher.example")]
    [InlineData("a@example\uff0ecom")]
    [InlineData("\ufffd@example.com")]
    public void Normalize_NoAddress_IsNull(string text) => Assert.Null(EmailAddress.Normalize(text));

    [Fact]
    public void Normalize_LongestAddress_IsTakenAndOneMoreIsNot()
    {
        const string Domain = "@example.com";
        var longest = new string('a', MaxLength - Domain.Length) + Domain;

        Assert.Equal(longest, EmailAddress.Normalize(" " + longest + " "));
        Assert.Null(EmailAddress.Normalize("a" + longest));
    }

    /// <summary>The Kelvin sign is no ASCII, and its lower case is the letter k: two texts must not become one account.</summary>
    [Theory]
    [InlineData("\u212a@example.com")]
    [InlineData("a@\u212aelvin.example")]
    public void Normalize_LetterWhoseLowerCaseIsAscii_IsNull(string text) => Assert.Null(EmailAddress.Normalize(text));
}
