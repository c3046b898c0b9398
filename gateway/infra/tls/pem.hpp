#pragma once

#include <chrono>
#include <expected>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <openssl/evp.h>
#include <openssl/x509.h>

namespace clearing::tls {

struct FreeOpenssl {
    void operator()(X509* it) const { X509_free(it); }
    void operator()(X509_CRL* it) const { X509_CRL_free(it); }
    void operator()(EVP_PKEY* it) const { EVP_PKEY_free(it); }
    void operator()(X509_STORE* it) const { X509_STORE_free(it); }
    void operator()(X509_STORE_CTX* it) const { X509_STORE_CTX_free(it); }
    void operator()(BIO* it) const { BIO_free(it); }
};
template <class T>
using Owned = std::unique_ptr<T, FreeOpenssl>;

// Each reads a PEM file as a whole; the error is one sentence naming the file. The lists are never empty.
std::expected<std::vector<Owned<X509>>, std::string> read_certificates(const std::filesystem::path& file);
std::expected<std::vector<Owned<X509_CRL>>, std::string> read_revocations(const std::filesystem::path& file);
/// A key that wants a passphrase is an error (nobody is there to type it).
std::expected<Owned<EVP_PKEY>, std::string> read_key(const std::filesystem::path& file);

std::chrono::system_clock::time_point time_of(const ASN1_TIME* time);

/// Empties OpenSSL's error queue of this thread and answers the first reason in it.
std::string openssl_reason();

}  // namespace clearing::tls
