package ee.channels.redis.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether and how connections are encrypted.
 *
 * <p>Immutable.
 *
 * @param enabled whether TLS is spoken; the rest is of no meaning where it is not
 * @param verify whether the certificate, with the name of the host, is checked
 * @param truststore a PKCS12 or JKS file of the certificates to trust; empty for those that the JDK trusts
 * @param truststorePassword its password
 */
public record TlsOptions(
        boolean enabled, boolean verify, Optional<Path> truststore, Optional<Secret> truststorePassword) {}
