namespace RnnOnnx.Trainer.Saved;

/// <summary>Reads files of a saved network within bounds.</summary>
internal static class SavedFile
{
    /// <summary>A whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">The most bytes that it may have.</param>
    /// <exception cref="SavedNetworkException">It is missing or larger.</exception>
    public static byte[] Read(string path, long most)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > most)
            {
                throw new SavedNetworkException($"{path} has {file.Length:N0} bytes, and {most:N0} are the most; export it again");
            }

            var content = new byte[file.Length];
            file.ReadExactly(content);
            return content;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or EndOfStreamException)
        {
            throw new SavedNetworkException($"{path} is missing or was cut while it was read; export the network again", e);
        }
    }
}
