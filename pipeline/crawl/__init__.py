"""Crawling: declared sources, fetched politely with Scrapy, kept whole, read into tables."""
