#ifndef UKETSUKE_COPENSSL_SHIM_H
#define UKETSUKE_COPENSSL_SHIM_H

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

// Without a callback of its own OpenSSL asks for a passphrase on the terminal, in the middle of a patient's screen.
static inline int uk_no_passphrase(char *buffer, int size, int writing, void *unused) {
  (void)buffer; (void)size; (void)writing; (void)unused;
  return -1;
}

static inline EVP_PKEY *uk_read_private_key(BIO *bio) {
  return PEM_read_bio_PrivateKey(bio, NULL, uk_no_passphrase, NULL);
}

static inline X509 *uk_read_certificate(BIO *bio) { return PEM_read_bio_X509(bio, NULL, uk_no_passphrase, NULL); }

// A name by RFC 2253, letters of other alphabets as they are. The flags are macros that Swift does not see.
static inline int uk_print_name(BIO *bio, const X509_NAME *name) {
  return X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
}

/// Whether the last PEM reading failed only because no further block is there.
static inline int uk_is_end_of_pem(void) {
  unsigned long error = ERR_peek_last_error();
  return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

/// Whether the last reading of a key failed for want of its passphrase.
static inline int uk_wanted_passphrase(void) {
  unsigned long error = ERR_peek_last_error();
  int reason = ERR_GET_REASON(error);
  return (ERR_GET_LIB(error) == ERR_LIB_PEM && reason == PEM_R_BAD_PASSWORD_READ) ||
         (ERR_GET_LIB(error) == ERR_LIB_CRYPTO && reason == ERR_R_INTERRUPTED_OR_CANCELLED);
}

// OSSL_PARAM lists are awkward to hold still in Swift.

/// HKDF with SHA-256 (RFC 5869): extract and expand in one go, without salt. 1 is success.
static inline int uk_hkdf_sha256(const unsigned char *key, size_t key_count, const unsigned char *info,
                                 size_t info_count, unsigned char *out, size_t out_count) {
  EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
  EVP_KDF_CTX *context = EVP_KDF_CTX_new(kdf);
  EVP_KDF_free(kdf);
  if (context == NULL) return 0;
  OSSL_PARAM parameters[4];
  parameters[0] = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, (char *)"SHA256", 0);
  parameters[1] = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)key, key_count);
  parameters[2] = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)info, info_count);
  parameters[3] = OSSL_PARAM_construct_end();
  int result = EVP_KDF_derive(context, out, out_count, parameters);
  EVP_KDF_CTX_free(context);
  return result;
}

/// Adds an extension written as in OpenSSL's configuration files. 1 is success.
static inline int uk_add_extension(X509 *certificate, X509 *issuer, int kind, const char *value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
  X509V3_set_ctx_nodb(&context);
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
  if (extension == NULL) return 0;
  int result = X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
  return result;
}

/// Adds certificatePolicies with one policy, an object identifier in dotted numbers. 1 is success.
static inline int uk_add_policy(X509 *certificate, const char *identifier) {
  int result = 0;
  CERTIFICATEPOLICIES *policies = sk_POLICYINFO_new_null();
  POLICYINFO *policy = POLICYINFO_new();
  if (policies != NULL && policy != NULL) {
    ASN1_OBJECT_free(policy->policyid);
    policy->policyid = OBJ_txt2obj(identifier, 1);
    if (policy->policyid != NULL && sk_POLICYINFO_push(policies, policy) > 0) {
      policy = NULL;
      result = X509_add1_ext_i2d(certificate, NID_certificate_policies, policies, 0, X509V3_ADD_DEFAULT);
    }
  }
  POLICYINFO_free(policy);
  CERTIFICATEPOLICIES_free(policies);
  return result;
}

/// An RSA public key of its two numbers, big-endian; NULL when they are none.
static inline EVP_PKEY *uk_rsa_public_key(const unsigned char *modulus, size_t modulus_count,
                                          const unsigned char *exponent, size_t exponent_count) {
  EVP_PKEY *key = NULL;
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
  OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
  BIGNUM *n = BN_bin2bn(modulus, (int)modulus_count, NULL);
  BIGNUM *e = BN_bin2bn(exponent, (int)exponent_count, NULL);
  OSSL_PARAM *parameters = NULL;
  if (context != NULL && builder != NULL && n != NULL && e != NULL &&
      OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
      OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e) == 1 &&
      (parameters = OSSL_PARAM_BLD_to_param(builder)) != NULL && EVP_PKEY_fromdata_init(context) == 1)
    if (EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1) key = NULL;
  OSSL_PARAM_free(parameters);
  BN_free(e);
  BN_free(n);
  OSSL_PARAM_BLD_free(builder);
  EVP_PKEY_CTX_free(context);
  return key;
}

/// The DER form of an ECDSA signature that is given as r and s of the same length, one behind the other.
/// Returns its length, at most `most`; 0 when it has none.
static inline int uk_ecdsa_der(const unsigned char *numbers, size_t count, unsigned char *der, int most) {
  int length = 0;
  ECDSA_SIG *signature = ECDSA_SIG_new();
  BIGNUM *r = BN_bin2bn(numbers, (int)(count / 2), NULL);
  BIGNUM *s = BN_bin2bn(numbers + count / 2, (int)(count / 2), NULL);
  if (signature != NULL && r != NULL && s != NULL && ECDSA_SIG_set0(signature, r, s) == 1) {
    r = s = NULL;
    int needed = i2d_ECDSA_SIG(signature, NULL);
    if (needed > 0 && needed <= most) length = i2d_ECDSA_SIG(signature, &der);
  }
  BN_free(s);
  BN_free(r);
  ECDSA_SIG_free(signature);
  return length > 0 ? length : 0;
}

/// The other way round: r and s, each of half of `count` bytes, one behind the other. 1 is success.
static inline int uk_ecdsa_numbers(const unsigned char *der, size_t der_count, unsigned char *numbers, size_t count) {
  ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &der, (long)der_count);
  int half = (int)(count / 2);
  int result = signature != NULL && BN_bn2binpad(ECDSA_SIG_get0_r(signature), numbers, half) == half &&
               BN_bn2binpad(ECDSA_SIG_get0_s(signature), numbers + half, half) == half;
  ECDSA_SIG_free(signature);
  return result;
}

#endif
