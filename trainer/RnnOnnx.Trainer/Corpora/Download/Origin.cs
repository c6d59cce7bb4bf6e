namespace RnnOnnx.Trainer.Corpora.Download;

/// <summary>A public file, pinned: whatever has not this size and this SHA-256 is not it.</summary>
public sealed record Origin
{
    /// <summary>Pins a file.</summary>
    /// <param name="file">Name under which it is kept.</param>
    /// <param name="address">Where it is; https, or http on this very machine.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="sha256">Its SHA-256, as 64 small hexadecimal digits.</param>
    /// <exception cref="ArgumentException">One of them could not tell the file from another, or the address is not safe.</exception>
    public Origin(string file, Uri address, long bytes, string sha256)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        if (!IsSafe(address))
        {
            throw new ArgumentException($"{address} is neither https nor on this machine", nameof(address));
        }

        if (sha256 is not { Length: 64 } || !sha256.All(char.IsAsciiHexDigitLower))
        {
            throw new ArgumentException($"'{sha256}' is no SHA-256 of 64 small hexadecimal digits", nameof(sha256));
        }

        if (string.IsNullOrEmpty(file) || Path.GetFileName(file) != file)
        {
            throw new ArgumentException($"'{file}' is no plain file name", nameof(file));
        }

        (File, Address, Bytes, Sha256) = (file, address, bytes, sha256);
    }

    /// <summary>Name under which the file is kept.</summary>
    public string File { get; }

    /// <summary>Where the file is.</summary>
    public Uri Address { get; }

    /// <summary>Size of the file.</summary>
    public long Bytes { get; }

    /// <summary>SHA-256 of the file, as 64 small hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>How to do without the download.</summary>
    /// <param name="path">Where the file is looked for.</param>
    public string ByHand(string path) => $"put {Address} ({Bytes:N0} bytes, SHA-256 {Sha256}) at {path}";

    /// <summary>Whether nobody on the way can read or change what comes from an address: https, or this very machine.</summary>
    internal static bool IsSafe(Uri address) =>
        address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}
